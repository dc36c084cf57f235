"""RDF terms as plain values.  lexical form + kind -> Term -> N-Triples text; pure.

Spec: RDF 1.1 N-Triples section 4 (canonical form), RML-Core "Template-Valued Term Maps", RFC 3987 section 2.2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from lod.vocab import RDF_LANGSTRING, XSD, XSD_STRING

Kind = Literal["iri", "bnode", "literal"]

# ucschar of RFC 3987: what an IRI may hold beyond ASCII, as the inside of a character class
UCSCHAR = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane * 0x10000)}-{chr(plane * 0x10000 + 0xFFFD)}" for plane in range(1, 14))
    + "\U000e1000-\U000efffd"
)
IUNRESERVED = re.compile(f"[A-Za-z0-9._~\\-{UCSCHAR}]")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
CANONICAL = {
    XSD + "integer": re.compile(r"-?[1-9][0-9]*|0"),
    XSD + "decimal": re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?"),
    XSD + "boolean": re.compile(r"true|false"),
    XSD + "date": re.compile(r"-?([1-9][0-9]{3,}|0[0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(Z|[+-]\d\d:\d\d)?"),
    XSD + "gYear": re.compile(r"-?([1-9][0-9]{3,}|0[0-9]{3})(Z|[+-]\d\d:\d\d)?"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One RDF term: an IRI, a blank node label or a literal."""

    kind: Kind
    lexical: str  # the IRI, the label without _:, or the lexical form
    datatype: str = ""  # IRI; literals only, xsd:string included
    lang: str = ""  # BCP 47 tag as written

    def __str__(self) -> str:
        return ntriples(self)


def iri(value: str) -> Term:
    return Term("iri", value)


def literal(value: str, datatype: str = XSD_STRING, lang: str = "") -> Term:
    return Term("literal", value, RDF_LANGSTRING if lang else datatype, lang)


def ntriples(term: Term) -> str:
    """Write a term as canonical N-Triples.

    >>> ntriples(literal('a "b"', lang="en"))
    '"a \\\\"b\\\\""@en'
    """
    if term.kind == "iri":
        return f"<{term.lexical}>"
    if term.kind == "bnode":
        return f"_:{term.lexical}"
    text = '"' + "".join(ESCAPES.get(c, c) for c in term.lexical) + '"'
    if term.lang:
        return f"{text}@{term.lang}"
    return text if term.datatype in ("", XSD_STRING) else f"{text}^^<{term.datatype}>"


def iri_safe(value: str) -> str:
    """Percent-encode what may not stand bare inside an IRI template.

    value    one reference value: any Unicode text
    returns  same text, each character outside `iunreserved` as %XX of its UTF-8 bytes
    source   RML-Core "Template-Valued Term Maps"; RFC 3987 section 2.2
    >>> iri_safe("Die Grünen/EFA")
    'Die%20Grünen%2FEFA'
    """
    return "".join(c if IUNRESERVED.fullmatch(c) else quote(c, safe="") for c in value)


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


def iri_fault(value: str) -> str:
    """Say what keeps `value` from being an absolute IRI; empty if nothing does."""
    bad = NOT_IN_IRI.search(value)
    if bad:
        return f"it holds {bad.group()!r}"
    return "" if SCHEME.match(value) else "it has no scheme"


def canonical(term: Term) -> bool:
    """Tell whether a store keeps this literal as it is (Oxigraph rewrites others on load)."""
    rule = CANONICAL.get(term.datatype)
    return rule is None or (rule.fullmatch(term.lexical) is not None and term.lexical != "-0")


def short(text: str, prefixes: Mapping[str, str]) -> str:
    """Write an IRI with the longest prefix that fits; anything else stays as it is.

    text     N-Triples text of a term
    >>> short("<http://example.org/a>", {"ex": "http://example.org/"})
    'ex:a'
    """
    if not text.startswith("<"):
        return text
    value = text[1:-1]
    fitting = max(((len(ns), p, ns) for p, ns in prefixes.items() if value.startswith(ns) and ns != value), default=None)
    return f"{fitting[1]}:{value.removeprefix(fitting[2])}" if fitting else value
