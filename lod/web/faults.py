"""What can be wrong with a request, and how it is said.  Errors only; each names the HTTP status of its answer.

Spec: RFC 9110 section 15 (status codes), SPARQL 1.1 Protocol section 2.1.6."""

from __future__ import annotations

from lod.errors import ENVIRONMENT, LodError

# ---- addresses -----------------------------------------------------------------------------------------------


class BadPath(LodError):
    code, template, status = "H101", "the path of the address is broken: {reason}", 400
    hint = "bytes beyond ASCII are UTF-8, written %C3%B1; no segment is . or .."


class PathTooLong(LodError):
    code, template, status = "H102", "the address has {length} bytes", 414
    hint = "at most {most}; long queries are sent with POST"


class NotThere(LodError):
    code, template, status = "H103", "nothing is published at {path}", 404
    hint = "{suggestion}"


class NotAcceptable(LodError):
    code, template, status = "H104", "{path} is not there in the form that the Accept header asks for", 406
    hint = "there are {offers}"


class MethodRefused(LodError):
    code, template, status = "H105", "{method} is not done at {path}", 405
    hint = "{allowed} are"


class Withdrawn(LodError):
    code, template, status = "H106", "{iri} has been withdrawn", 410
    hint = "its IRI stays reserved; older releases still describe it"


class BadHost(LodError):
    code, template, status = "H107", "the Host header is no host name: {host}", 400


# ---- queries -------------------------------------------------------------------------------------------------


class NoQuery(LodError):
    code, template, status = "H201", "the request holds {count} queries", 400
    hint = "it needs one parameter `query`, or one query as the body"


class ReadOnly(LodError):
    code, template, status = "H202", "this service answers queries and takes no updates", 403
    hint = "send SELECT, ASK, CONSTRUCT or DESCRIBE"


class NoFederation(LodError):
    code, template, status = "H203", "SERVICE is switched off: a query may not make this server ask another one", 403
    hint = "ask both services yourself, or load the dump beside your data: /downloads/"


class WrongMediaType(LodError):
    code, template, status = "H204", "a body of type {given} is not read here", 415
    hint = "send {right}, in UTF-8"


class TooLarge(LodError):
    code, template, status = "H205", "the body has more than {most} bytes", 413


class TooDeep(LodError):
    code, template, status = "H206", "the query nests {depth} deep at line {line}, column {column}", 400
    hint = "at most {most}"


class BadEncoding(LodError):
    code, template, status = "H207", "the query is not UTF-8: {message}", 400


class BadGraph(LodError):
    code, template, status = "H208", "{parameter} is not an absolute IRI: {value}", 400


class SlowBody(LodError):
    code, template, status = "H209", "the body did not arrive within {seconds} s", 408


class QueryStops(LodError):
    code, template, status = "H210", "the query cannot be answered: {message}", 400


# ---- limits --------------------------------------------------------------------------------------------------


class TimedOut(LodError):
    code, template, status = "H301", "the query was stopped after {seconds} s", 504
    hint = "ask for less, or load the dump: /downloads/"


class Exhausted(LodError):
    code, template, status = "H302", "the query needed more memory, or went deeper, than one query may", 507
    hint = "ask for less, or load the dump: /downloads/"


class Busy(LodError):
    code, template, status = "H303", "too many queries are waiting", 503
    hint = "try again in {seconds} s"


# ---- the machine ---------------------------------------------------------------------------------------------


class NoServer(LodError):
    code, template, exit_code = "S760", "the Python package {package} is not installed", ENVIRONMENT
    hint = "run: pip install '.[serve]'"


class PortTaken(LodError):
    code, template, exit_code = "S761", "{address} cannot be listened at: {message}", ENVIRONMENT
    hint = "name another --port, or stop what listens there"


class NoWorkers(LodError):
    code, template, exit_code = "S762", "the query workers do not start: {message}", ENVIRONMENT
    hint = "the data are made anew by: lod build"
