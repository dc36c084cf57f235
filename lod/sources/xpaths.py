"""Follow XPath in XML elements.  expression + record -> texts.

Spec: XPath 1.0; RML-IO registry (w3id.org/rml/io/registry), XPath."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from lod.errors import Place, did_you_mean
from lod.sources.document_faults import BrokenPath

NAME = r"[^\W\d][\w.\-]*"
STEP = rf"(?:{NAME}:)?(?:{NAME}|\*)"
PLAIN_PATH = re.compile(rf"(?:/{STEP})+")
INSIDE = rf"(?:@?{STEP}|text\(\)|\.)(?:\[\d+\])?"
PLAIN_REFERENCE = re.compile(rf"{INSIDE}(?://?{INSIDE})*")  # stays inside the record
TEXTS = re.compile("\"[^\"]*\"|'[^']*'")
PREFIX = re.compile(rf"\b({NAME}):(?!:)")
STRING = etree.XPath("string()", smart_strings=False)
XML = "http://www.w3.org/XML/1998/namespace"
Node = etree._Element | str


@dataclass(frozen=True, slots=True)
class Expression:
    """An XPath."""

    text: str  # as the mapping writes it
    query: etree.XPath
    plain: bool  # names alone: it ought to find something in some record, and nothing outside of it


def used_prefixes(expressions: Collection[str]) -> frozenset[str]:
    """The prefixes of names in expressions.

    >>> sorted(used_prefixes(["/a:b/child::c:d[. = 'e:f']", "@xml:lang"]))
    ['a', 'c']
    """
    return frozenset(p for text in expressions for p in PREFIX.findall(TEXTS.sub("''", text))) - {"xml"}


def compiled(text: str, place: Place, namespaces: Mapping[str, str], written: str = "") -> Expression:
    """Read an expression.

    namespaces   of prefixes that the mapping or the document declares
    written      what the mapping writes for it, if that is another text
    raises       BrokenPath (T231)
    """
    for prefix in sorted(used_prefixes([text]) - namespaces.keys()):
        raise BrokenPath(
            place,
            language="XPath",
            path=written or text,
            message=f'neither the mapping nor the document declares the prefix "{prefix}"',
            advice=did_you_mean(prefix, namespaces) if namespaces else "declare it with rml:namespace",
        )
    try:
        query = etree.XPath(text.strip(), namespaces=dict(namespaces), smart_strings=False)
        query(etree.Element("probe"))  # unknown functions and variables show here
    except etree.XPathError as error:
        last = next(iter(error.error_log), None)
        message = str(error).lower() + (f" (character {last.column + 1})" if last and last.column > 0 else "")
        advice = "a path is written like name, @id, address/city or /people/person"
        raise BrokenPath(place, language="XPath", path=written or text, message=message, advice=advice) from error
    return Expression(written or text, query, bool(PLAIN_REFERENCE.fullmatch((written or text).strip())))


def steps_of(path: str, namespaces: Mapping[str, str]) -> list[str] | None:
    """The steps of a plain absolute path with their namespaces; None of any other path.

    >>> steps_of("/p:a/b", {"p": "urn:x"})
    ['{urn:x}a', 'b']
    """
    if not PLAIN_PATH.fullmatch(path):
        return None
    steps = (step.rpartition(":") for step in path[1:].split("/"))
    return [f"{{{namespaces[prefix]}}}{name}" if prefix else name for prefix, _, name in steps]


def select(expression: Expression, record: Node) -> list[str]:
    """The texts an expression finds in a record; a record that is an attribute or a text has only itself."""
    if isinstance(record, str):
        return [record] if expression.text.strip() == "." else []
    found = expression.query(record)
    if isinstance(found, list):
        return [_text(node) for node in found]
    if isinstance(found, bool):
        return ["true" if found else "false"]
    return [_number(found) if isinstance(found, float) else str(found)]


def _text(node: object) -> str:
    if isinstance(node, etree._Element):
        return (node.text or "") if len(node) == 0 else str(STRING(node))
    return str(node[1]) if isinstance(node, tuple) else str(node)  # a tuple: prefix and IRI of a namespace


def _number(value: float) -> str:
    """How XPath writes a number (section 4.2): without exponent, an integer without point.

    >>> _number(3.0), _number(1e-7), _number(float("inf"))
    ('3', '0.0000001', 'Infinity')
    """
    if value != value or value in (float("inf"), float("-inf")):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return format(Decimal(repr(value)), "f").removesuffix(".0") if value else "0"


def names(record: Node) -> Iterator[str]:
    """What a record has, as references: its attributes and child elements."""
    if isinstance(record, str):
        return
    yield from (f"@{_written(record, str(name))}" for name in record.keys())  # noqa: SIM118 (not a mapping)
    for child in record.iterchildren(etree.Element):
        yield _written(child, str(child.tag))


def _written(node: etree._Element, tag: str) -> str:
    namespace, _, name = tag.rpartition("}")
    if not namespace:
        return name
    known = {"xml": XML, **node.nsmap}
    prefix = next((p for p, iri in known.items() if p and iri == namespace[1:]), None)
    return f"{prefix}:{name}" if prefix else f"*[local-name()='{name}']"  # XPath 1.0 knows no default namespace
