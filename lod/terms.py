"""RDF terms as plain values.  lexical form + kind -> Term -> N-Triples text; pure.

Spec: RDF 1.1 N-Triples section 4 (canonical form), RML-Core "Template-Valued Term Maps", RFC 3987 section 2.2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple
from urllib.parse import quote

from lod.vocab import RDF_LANGSTRING, XSD_STRING

Kind = Literal["iri", "bnode", "literal"]

# ucschar of RFC 3987: what an IRI may hold beyond ASCII, as the inside of a character class
UCSCHAR = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane * 0x10000)}-{chr(plane * 0x10000 + 0xFFFD)}" for plane in range(1, 14))
    + "\U000e1000-\U000efffd"
)
# patterns with thousands of characters take long to compile: re does that, and keeps it, where one is first used
IUNRESERVED = f"[A-Za-z0-9._~\\-{UCSCHAR}]"
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
# scheme, authority, path, query and fragment of an IRI or reference
PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
PLAIN = f"A-Za-z0-9._~\\-{UCSCHAR}!$&'()*+,;="  # iunreserved and sub-delims, as the inside of a character class
CODE = "%[0-9A-Fa-f]{2}"
INSIDE = f"(?:[{PLAIN}:@/]|{CODE})"  # a path, a query, a fragment
PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
AUTHORITY = f"//(?:(?:[{PLAIN}:]|{CODE})*@)?(?:[{PLAIN}]|{CODE})*(?::[0-9]*)?"
# an absolute IRI of RFC 3987 without an IP literal, in the regular expressions that Python and DuckDB share
IRI = (
    f"[A-Za-z][A-Za-z0-9+.\\-]*:(?:{AUTHORITY}(?:/{INSIDE}*)?|/?(?:[{PLAIN}:@]|{CODE}){INSIDE}*|/?)"
    f"(?:\\?(?:{INSIDE}|[?{PRIVATE}])*)?(?:#(?:{INSIDE}|\\?)*)?"
)
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
ESCAPED = {written: read for read, written in ESCAPES.items()}
UNSAFE = re.compile(r'[\\"\n\r]')
UNESCAPED = re.compile(r'\\[\\"nr]')


class Term(NamedTuple):
    """One RDF term: an IRI, a blank node label or a literal; a tuple, for sets of terms hash it often."""

    kind: Kind
    lexical: str  # the IRI, the label without _:, or the lexical form
    datatype: str = ""  # IRI; literals only, xsd:string included
    lang: str = ""  # BCP 47 tag as written

    def __str__(self) -> str:
        return ntriples(self)


def iri(value: str) -> Term:
    """An IRI as a term."""
    return Term("iri", value)


def literal(value: str, datatype: str = XSD_STRING, lang: str = "") -> Term:
    """A literal as a term; a language makes it an rdf:langString."""
    return Term("literal", value, RDF_LANGSTRING if lang else datatype, lang)


def ntriples(term: Term) -> str:
    r"""Write a term as canonical N-Triples.

    >>> print(ntriples(literal('a "b"', lang="en")))
    "a \"b\""@en
    """
    if term.kind == "iri":
        return f"<{term.lexical}>"
    if term.kind == "bnode":
        return f"_:{term.lexical}"
    text = f'"{UNSAFE.sub(lambda found: ESCAPES[found.group()], term.lexical)}"'
    if term.lang:
        return f"{text}@{term.lang}"
    return text if term.datatype in ("", XSD_STRING) else f"{text}^^<{term.datatype}>"


def parsed(text: str) -> Term:
    r"""Read the N-Triples text of a term as `ntriples` writes it.

    >>> parsed('"a \\"b\\""@en').lexical, parsed("<urn:a>").kind
    ('a "b"', 'iri')
    """
    if text.startswith("<"):
        return iri(text[1:-1])
    if text.startswith("_:"):
        return Term("bnode", text[2:])
    body, _, mark = text[1:].rpartition('"')
    value = UNESCAPED.sub(lambda found: ESCAPED[found.group()], body)
    return literal(value, mark[3:-1] or XSD_STRING, mark[1:] if mark.startswith("@") else "")


def iri_safe(value: str) -> str:
    """Percent-encode what may not stand bare inside an IRI template.

    value    one reference value: any Unicode text
    returns  same text, each character outside `iunreserved` as %XX of its UTF-8 bytes
    source   RML-Core "Template-Valued Term Maps"; RFC 3987 section 2.2
    >>> iri_safe("Die Grünen/EFA")
    'Die%20Grünen%2FEFA'
    """
    kept = re.compile(IUNRESERVED)
    return "".join(c if kept.fullmatch(c) else quote(c, safe="") for c in value)


def uri_safe(value: str) -> str:
    """Percent-encode as `iri_safe`, and everything beyond ASCII too (term type rml:URI).

    >>> uri_safe("Grünen~1")
    'Gr%C3%BCnen~1'
    """
    return quote(value, safe="~")


def resolve(base: str, value: str) -> str:
    """Make a generated IRI absolute: put the base in front where there is no scheme.

    source   RML-Core "Generating RDF terms": the base IRI is prepended, dots are not resolved
    """
    return value if SCHEME.match(value) else base + value


def relative(base: str, reference: str) -> str:
    """Resolve a reference in a Turtle file against the IRI of its base.

    source   RFC 3986 sections 5.2.2 to 5.3 (urllib.parse.urljoin keeps to them for a few schemes only)
    >>> relative("http://example.org/a/b#c", "../d"), relative("http://example.org/a#b", ""), relative("urn:a:b", "#c")
    ('http://example.org/d', 'http://example.org/a', 'urn:a:b#c')
    """
    scheme, authority, path, query, fragment = _parts(reference)
    old_scheme, old_authority, old_path, old_query, _ = _parts(base)
    if scheme:
        return reference
    if authority or path.startswith("/"):
        return old_scheme + (authority or old_authority) + _without_dots(path) + query + fragment
    if not path:
        return old_scheme + old_authority + old_path + (query or old_query) + fragment
    folder = old_path[: old_path.rfind("/") + 1] or ("/" if old_authority else "")
    return old_scheme + old_authority + _without_dots(folder + path) + query + fragment


def _parts(reference: str) -> tuple[str, ...]:
    """Scheme, authority, path, query and fragment, each with the characters that mark it."""
    match = PARTS.match(reference)
    assert match is not None  # every part may be missing
    return tuple(part or "" for part in match.groups())


def _without_dots(path: str) -> str:
    """Remove the segments . and .. of a path, as RFC 3986 section 5.2.4 goes about it."""
    done = ""
    while path:
        if path.startswith(("../", "./")):
            path = path[path.index("/") + 1 :]
        elif path.startswith("/./") or path == "/.":
            path = "/" + path[3:]
        elif path.startswith("/../") or path == "/..":
            path, done = "/" + path[4:], done[: max(done.rfind("/"), 0)]
        elif path in (".", ".."):
            path = ""
        else:
            end = path.find("/", 1) if "/" in path[1:] else len(path)
            path, done = path[end:], done + path[:end]
    return done


def expanded(word: str, prefixes: Mapping[str, str]) -> str:
    """The IRI that a CURIE or an absolute IRI means; empty if it is neither.

    >>> expanded("e:a", {"e": "http://e.org/"}), expanded("http://f.org/a", {}), expanded("x:a", {})
    ('http://e.org/a', 'http://f.org/a', '')
    """
    prefix, colon, local = word.partition(":")
    if colon and prefix in prefixes:
        return prefixes[prefix] + local
    return "" if iri_fault(word) or "/" not in word else word


def iri_fault(value: str) -> str:
    """Say what keeps `value` from being an absolute IRI; empty if nothing does.

    source   RFC 3987 section 2.2
    >>> iri_fault("http://example.org/Ñuble"), iri_fault("http://example.org/50%")
    ('', 'a % begins no code such as %20')
    """
    if re.fullmatch(IRI, value):
        return ""
    bad = NOT_IN_IRI.search(value) or re.search(f"[^{PLAIN}{PRIVATE}:@/?#%\\[\\]]", value)
    if bad:
        return f"it holds {bad.group()!r}"
    if not SCHEME.match(value):
        return "it has no scheme"
    if re.search(f"%(?!{CODE[1:]})", value):
        return "a % begins no code such as %20"
    return "it has two #" if value.count("#") > 1 else "a part of it holds a character that belongs elsewhere"


def short(text: str, prefixes: Mapping[str, str]) -> str:
    """Write an IRI with the longest prefix that fits; anything else stays as it is.

    text     N-Triples text of a term
    >>> short("<http://example.org/a>", {"ex": "http://example.org/"})
    'ex:a'
    """
    if not text.startswith("<"):
        return text
    value = text[1:-1]
    fitting = max(
        ((len(ns), p, ns) for p, ns in prefixes.items() if value.startswith(ns) and ns != value), default=None
    )
    return f"{fitting[1]}:{value.removeprefix(fitting[2])}" if fitting else value
