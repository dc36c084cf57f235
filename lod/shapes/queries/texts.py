"""Compute with texts.  Values -> Text; pure SQL.

Spec: SPARQL 1.1 Query Language section 17.4.3, Functions on Strings; section 17.4.2, Functions on RDF Terms."""

from __future__ import annotations

from collections.abc import Sequence

from lod.shapes.queries.block import Block
from lod.shapes.queries.values import (
    NO,
    NOTHING,
    Constant,
    Name,
    Node,
    Number,
    Text,
    Truth,
    Unbound,
    Unsupported,
    Value,
    doubt,
    quoted,
)
from lod.shapes.regex import xpath_regex
from lod.vocab import RDF_LANGSTRING, XSD_STRING

# letters whose capitals (or small letters) every Unicode library writes alike, one for one
FAR = 1_000_000_000  # characters, more than any text has
SIMPLE = "\\x00-\\x7f\u00c0-\u00d6\u00d8-\u00de\u00e0-\u00f6\u00f8-\u00fe\u0100-\u012f\u0132-\u0148\u014a-\u0177"
SIMPLE += "\u0179-\u017e\u00a0-\u00b4\u00b6-\u00bf\u00d7\u00f7\u2010-\u2027\u3000-\u9fff"


def string(value: Value, block: Block) -> Text:
    """A value as argument of a function on strings: its text and language, NULL where it is no string."""
    match value:
        case Text():
            return value
        case Constant(term):
            fits = term.datatype in (XSD_STRING, RDF_LANGSTRING)
            return Text(quoted(term.lexical), quoted(term.lang)) if fits else Text(f"{NOTHING}::VARCHAR")
        case Node():
            row = block.term(value)
            stringy = f"{row}.datatype IN ('{XSD_STRING}', '{RDF_LANGSTRING}')"
            return Text(f"(CASE WHEN {stringy} THEN {row}.lexical END)", f"{row}.lang")
    return Text(f"{NOTHING}::VARCHAR")


def lexical(value: Value, block: Block) -> Text:
    """STR(value)"""
    match value:
        case Text(sql) | Name(sql):
            return Text(sql)
        case Constant(term):
            return Text(f"{NOTHING}::VARCHAR" if term.kind == "bnode" else quoted(term.lexical))
        case Node():
            row = block.term(value)
            return Text(f"(CASE WHEN {row}.kind <> 'bnode' THEN {row}.lexical END)")
        case Truth(sql):
            return Text(f"(CASE WHEN {sql} THEN 'true' WHEN NOT {sql} THEN 'false' END)")
        case Number():
            return Text(decimal(value))
    return Text(f"{NOTHING}::VARCHAR")


def decimal(value: Number) -> str:
    """SQL of the canonical text of an integer or decimal."""
    text = f"{value.exact}::VARCHAR" if value.scale == 0 else f"rtrim(rtrim({value.exact}::VARCHAR, '0'), '.')"
    if value.double == NO:
        return f"({text})"
    return f"(CASE WHEN {value.double} THEN {doubt('the text of a double')} ELSE {text} END)"


def language(value: Value, block: Block) -> Text:
    """LANG(value)"""
    match value:
        case Node():
            row = block.term(value)
            return Text(f"(CASE WHEN {row}.kind = 'literal' THEN {row}.lang END)")
        case Constant(term):
            return Text(quoted(term.lang) if term.kind == "literal" else f"{NOTHING}::VARCHAR")
        case Text(sql, lang):
            return Text(f"(CASE WHEN {sql} IS NOT NULL THEN {lang} END)")
    raise Unsupported("LANG of a computed value")


def datatype(value: Value, block: Block) -> Name:
    """DATATYPE(value)"""
    match value:
        case Node():
            row = block.term(value)
            return Name(f"(CASE WHEN {row}.kind = 'literal' THEN {row}.datatype END)")
        case Constant(term):
            return Name(quoted(term.datatype) if term.kind == "literal" else f"{NOTHING}::VARCHAR")
    raise Unsupported("DATATYPE of a computed value")


def language_matches(tag: Text, wanted: Text) -> str:
    """SQL of LANGMATCHES(tag, wanted): the basic filtering of RFC 4647."""
    low, range_ = f"lower({tag.sql})", f"lower({wanted.sql})"
    return (
        f"(CASE WHEN {range_} = '*' THEN {low} <> '' ELSE {low} = {range_} OR starts_with({low}, {range_} || '-') END)"
    )


def part(arguments: Sequence[Text], bounds: Sequence[Value]) -> Text:
    """SUBSTR(text, start, length) with bounds that are written in the query."""
    numbers = [int(b.term.lexical) for b in bounds if isinstance(b, Constant) and b.term.datatype.endswith("#integer")]
    if len(numbers) != len(bounds):
        raise Unsupported("SUBSTR with bounds that are not written as integers")
    text = arguments[0]
    start, first = numbers[0], min(max(numbers[0], 1), FAR)
    if len(numbers) == 1:
        return Text(f"substring({text.sql}, {first})", text.lang)
    return Text(f"substring({text.sql}, {first}, {min(max(start + numbers[1] - first, 0), FAR)})", text.lang)


def test(function: str, text: Text, other: Text) -> str:
    """SQL of CONTAINS, STRSTARTS or STRENDS."""
    name = {"CONTAINS": "contains", "STRSTARTS": "starts_with", "STRENDS": "ends_with"}[function]
    return _compatible(text, other, f"{name}({text.sql}, {other.sql})")


def _compatible(text: Text, other: Text, sql: str) -> str:
    """An error where the second argument has a language that the first has not."""
    if other.lang == "''":
        return sql
    return f"(CASE WHEN {other.lang} = '' OR lower({other.lang}) = lower({text.lang}) THEN {sql} END)"


def cut(function: str, text: Text, other: Text) -> Text:
    """STRBEFORE or STRAFTER; what is found has the language of the text, what is not found is an empty string."""
    at = f"strpos({text.sql}, {other.sql})"
    found = f"left({text.sql}, {at} - 1)"
    if function == "STRAFTER":
        found = f"substring({text.sql}, {at} + length({other.sql}))"
    lang = text.lang if text.lang == "''" else f"(CASE WHEN {at} > 0 THEN {text.lang} ELSE '' END)"
    return Text(_compatible(text, other, f"(CASE WHEN {at} > 0 THEN {found} WHEN {at} = 0 THEN '' END)"), lang)


def matches(text: Text, pattern: Value, flags: Value | None) -> str:
    """SQL of REGEX(text, pattern, flags)."""
    if not isinstance(pattern, Constant) or not (flags is None or isinstance(flags, Constant)):
        raise Unsupported("REGEX with a computed pattern")
    if pattern.term.datatype != XSD_STRING:
        raise Unsupported("REGEX with a pattern that is no plain string")
    regex = xpath_regex(pattern.term.lexical, flags.term.lexical if flags else "")
    if regex.engine != "re2":
        raise Unsupported(f"a regular expression that the database cannot run: {regex.reason or regex.fault}")
    return f"regexp_matches({text.sql}, {quoted(regex.pattern)})"


def letters(function: str, text: Text) -> Text:
    """UCASE or LCASE."""
    name = "upper" if function == "UCASE" else "lower"
    odd = f"regexp_matches({text.sql}, '[^{SIMPLE}]')"
    return Text(f"(CASE WHEN {odd} THEN {doubt('capitals of rare letters')} ELSE {name}({text.sql}) END)", text.lang)


def joined(texts: Sequence[Text]) -> Text:
    """CONCAT(texts)"""
    if any(t.lang != "''" for t in texts):
        if len(texts) == 1:
            return texts[0]
        tags = [t.lang for t in texts]
        alike = " AND ".join(f"{tag} = {tags[0]}" for tag in tags[1:])
        return Text("(" + " || ".join(t.sql for t in texts) + ")", f"(CASE WHEN {alike} THEN {tags[0]} ELSE '' END)")
    return Text("(" + (" || ".join(t.sql for t in texts) or "''") + ")")


def is_bound(value: Value) -> str:
    """SQL of BOUND(variable)."""
    match value:
        case Node(sql, optional):
            return f"({sql} IS NOT NULL)" if optional else "TRUE"
        case Text(sql) | Name(sql) | Truth(sql):
            return f"({sql} IS NOT NULL)"
        case Number(exact, _, approx, double):
            if double == NO:
                return f"({exact} IS NOT NULL)"
            return f"({exact} IS NOT NULL OR ({double} IS TRUE AND {approx} IS NOT NULL))"
        case Unbound():
            return "FALSE"
    return "TRUE"
