"""Read what is iterated.  nodes -> LogicalSource; pure.

Spec: RML-IO (w3id.org/rml/io/spec) "Logical Source" and "Source"; RML-IO registry; CSV on the Web, Metadata Vocabulary
for Tabular Data, section 5.9; R2RML section 5, Logical Tables."""

from __future__ import annotations

import re
from codecs import lookup
from posixpath import dirname, join, normpath

from lod.errors import NotSupported, Place
from lod.mapping.nodes import Nodes
from lod.sources.model import Database, Dialect, Formulation, LogicalSource
from lod.terms import Term
from lod.turtle import Triple
from lod.vocab import RDF_TYPE, RML

FORMULATIONS: dict[str, Formulation] = {
    "CSV": "csv",
    "JSONPath": "json",
    "XPath": "xml",
    "SQL2008Query": "query",
    "SQL2008Table": "table",
}
COMPRESSIONS = ("gzip", "zstd", "zip", "none")
CSVW = "http://www.w3.org/ns/csvw#"
D2RQ = "http://www.wiwiss.fu-berlin.de/suhl/bizer/D2RQ/0.1#"
DCAT = "http://www.w3.org/ns/dcat#"
PREFIX = re.compile(r"(?!xml$)[^\W\d][\w.\-]*")
DIALECT = ("delimiter", "quoteChar", "header", "encoding")


def logical_source(nodes: Nodes, said: Triple) -> LogicalSource | None:
    """The logical source of a triples map; None with a mistake noted."""
    node, place = said.o, nodes.start(said.o)
    formulation = formulation_of(nodes, node)
    source, iterator = nodes.one(node, "source"), nodes.one(node, "iterator")
    if formulation is None:
        return None
    what = iterator.o.lexical if iterator else ""
    if formulation in ("table", "query"):
        database = _database(nodes, source.o) if source and source.o.kind != "literal" else None
        if source is None or database:
            if not what:
                nodes.lacks(place, "the logical source", "an iterator", "add rml:iterator with the table or the query")
                return None
            table, query = (what, "") if formulation == "table" else ("", what)
            return LogicalSource(table, formulation, query, nodes.place(iterator or said), database=database)
    if source is None:
        nodes.lacks(place, "the logical source", "a source", "add rml:source")
        return None
    path = _path(nodes, source)
    if path is None:
        return None
    file, at = path
    if formulation in ("table", "query"):  # a view over the tables of the dataset
        return LogicalSource(file, "sql", what if formulation == "query" else "", at)
    if formulation == "csv":
        formulation, what = ("parquet" if file.endswith(".parquet") else "csv"), ""
    encoding, dialect = _written(nodes, source.o)
    nulls = tuple(t.o.lexical for t in nodes.all(source.o, "null"))
    return LogicalSource(
        file,
        formulation,
        "",
        at,
        what,
        nodes.place(iterator) if iterator else None,
        encoding,
        _compression(nodes, source.o),
        tuple(dict.fromkeys(("", *nulls))) if nulls else ("",),
        dialect,
        namespaces=namespaces_of(nodes, node),
    )


def formulation_of(nodes: Nodes, node: Term, what: str = "the logical source") -> Formulation | None:
    """The reference formulation of a logical source or of a field; None with a mistake noted."""
    said = nodes.one(node, "referenceFormulation")
    if said is None:
        expected = "add rml:referenceFormulation rml:CSV"
        nodes.lacks(nodes.start(node), what, "a reference formulation", expected)
        return None
    if nodes.all(said.o, "namespace") or _is_xpath(nodes, said.o):
        return "xml"
    found = FORMULATIONS.get(said.o.lexical.removeprefix(RML))
    if found is None and not said.o.lexical.startswith(RML):  # else the word has been refused already
        known = ", ".join(f"rml:{name}" for name in FORMULATIONS)
        what = f"the reference formulation {said.o}"
        nodes.errors.append(NotSupported(nodes.place(said), feature=what, section=known))
    return found


def _is_xpath(nodes: Nodes, node: Term) -> bool:
    kind = nodes.other(node, RDF_TYPE)
    return kind is not None and kind.o.lexical == RML + "XPathReferenceFormulation"


def namespaces_of(nodes: Nodes, node: Term) -> tuple[tuple[str, str], ...]:
    """The prefixes that the reference formulation of a logical source or of a field declares, each with its IRI.

    source   RML-IO registry, XPath: rml:XPathReferenceFormulation, rml:namespace"""
    said = nodes.one(node, "referenceFormulation")
    found: dict[str, str] = {}
    for given in nodes.all(said.o, "namespace") if said else ():
        prefix, url = nodes.one(given.o, "namespacePrefix"), nodes.one(given.o, "namespaceURL")
        if prefix is None or url is None:
            expected = "add rml:namespacePrefix and rml:namespaceURL"
            nodes.lacks(nodes.start(given.o), "the namespace", "a prefix or a URL", expected)
        elif not PREFIX.fullmatch(prefix.o.lexical):
            expected = "write a name, such as tei; XPath 1.0 has no default namespace"
            nodes.wrong(nodes.place(prefix), f'"{prefix.o.lexical}" is no prefix', expected)
        elif not url.o.lexical:
            nodes.wrong(nodes.place(url), "this namespace is empty", "write its IRI")
        elif found.setdefault(prefix.o.lexical, url.o.lexical) != url.o.lexical:
            nodes.wrong(nodes.place(prefix), f'the prefix "{prefix.o.lexical}" is given twice', "give it once")
    return tuple(sorted(found.items()))


def _path(nodes: Nodes, source: Triple) -> tuple[str, Place] | None:
    """The file of a source, relative to the working directory: a literal, rml:path, or csvw:url."""
    node = source.o
    if node.kind == "literal":
        return normpath(node.lexical), nodes.place(source)
    path = nodes.one(node, "path") or nodes.other(node, CSVW + "url")
    if path is None:
        far = nodes.other(node, DCAT + "downloadURL") or nodes.other(node, DCAT + "endpointURL")
        if far or (node.kind == "iri" and node.lexical.startswith(("http://", "https://"))):
            where = nodes.place(far or source)
            section = "rml:RelativePathSource, and fetch the file first"
            nodes.errors.append(NotSupported(where, feature="a source on the network", section=section))
        else:
            nodes.lacks(nodes.start(node), "the source", "a path", "add rml:path")
        return None
    root = nodes.one(node, "root")
    here = root is not None and root.o.lexical == RML + "MappingDirectory"
    if root is not None and root.o.kind == "literal":
        return normpath(join(root.o.lexical, path.o.lexical)), nodes.place(path)
    folder = dirname(nodes.document.file) if here else ""
    return normpath(join(folder, path.o.lexical.removeprefix("file://"))), nodes.place(path)


def _compression(nodes: Nodes, node: Term) -> str:
    said = nodes.one(node, "compression") if node.kind != "literal" else None
    if said is None:
        return ""
    name = said.o.lexical.removeprefix(RML)
    if name not in COMPRESSIONS:
        section = ", ".join(f"rml:{known}" for known in COMPRESSIONS)
        nodes.errors.append(NotSupported(nodes.place(said), feature=f"the compression {said.o}", section=section))
    return name


def _written(nodes: Nodes, node: Term) -> tuple[str, Dialect]:
    """The encoding of a source, and the dialect of CSV that CSV on the Web describes."""
    if node.kind == "literal":
        return "utf-8", Dialect()
    described = nodes.other(node, CSVW + "dialect")
    given = {
        name: found.o.lexical
        for name in DIALECT
        if described and (found := nodes.other(described.o, CSVW + name)) is not None
    }
    said = nodes.one(node, "encoding")
    encoding = said.o.lexical.removeprefix(RML) if said else given.get("encoding", "utf-8")
    try:
        encoding = lookup(encoding).name
    except LookupError:
        where = nodes.place(said or described or nodes.about[node][0])
        nodes.wrong(where, f"{encoding} is no encoding", "write rml:UTF-8")
    header = given.get("header", "true") in ("true", "1")
    return encoding, Dialect(given.get("delimiter", ","), given.get("quoteChar", '"'), header)


def _database(nodes: Nodes, node: Term) -> Database | None:
    """A database described with D2RQ's vocabulary."""
    address = nodes.other(node, D2RQ + "jdbcDSN")
    if address is None:
        return None
    user, password = (nodes.other(node, D2RQ + name) for name in ("username", "password"))
    return Database(address.o.lexical, user.o.lexical if user else "", password.o.lexical if password else "")
