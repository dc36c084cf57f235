"""Functions of the GREL catalogue, with the IRIs its authors gave them.  texts -> text; pure.

Only functions of single values that need neither clock, chance nor network.  Where the catalogue speaks of characters,
ours are code points (its program counts UTF-16 units); numbers and truth values are texts of XML Schema.
Spec: http://users.ugent.be/~bjdmeest/function/grel.ttl (version of 2022-10-12); OpenRefine, General Refine Expression
Language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from html.entities import codepoint2name
from urllib.parse import quote

from lod.functions import cases, patterns
from lod.functions.model import Function, Parameter, strict
from lod.functions.names import GREL
from lod.functions.sql import BOUND, bound, quoted, truth
from lod.vocab import XSD

BLANK = "".join(map(chr, range(0x21)))  # what Java's trim takes away
NUMBER = re.compile(r"-?[0-9]{1,9}")
CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")  # what XML 1.1 writes as a number
XML = {ord(c): f"&{name};" for c, name in zip("&<>\"'", ("amp", "lt", "gt", "quot", "apos"), strict=True)}
HTML = {code: f"&{name};" for code, name in codepoint2name.items()}
MODES = ("csv", "html", "url", "xml")
TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def integer_fault(text: str) -> str:
    """Say what keeps a text from being a number of characters; empty if nothing does."""
    return "" if NUMBER.fullmatch(text) else "it is a whole number, such as 0 or -1"


def mode_fault(mode: str) -> str:
    """Say what keeps a text from being a mode of `escape`; empty if nothing does."""
    return "" if mode.lower() in MODES else f"the modes are {', '.join(MODES)}"


def truth_fault(text: str) -> str:
    """Say what keeps a text from being an xsd:boolean; empty if nothing does."""
    return "" if text in TRUTHS else "it is true or false"


def find_fault(find: str) -> str:
    """Say what keeps a text from being looked for; empty if nothing does."""
    return patterns.pattern_fault(find[1:-1]) if _is_pattern(find) else ""


VALUE = Parameter(GREL + "valueParam", predicate=GREL + "valueParameter")
VALUE2 = Parameter(GREL + "valueParam2", predicate=GREL + "valueParameter2")
SUB = Parameter(GREL + "param_string_sub", predicate=GREL + "string_sub")
SEPARATOR = Parameter(GREL + "param_string_sep", predicate=GREL + "p_string_sep")
FROM = Parameter(GREL + "p_int_i_from", predicate=GREL + "param_int_i_from", fault=integer_fault)
TO = Parameter(GREL + "p_int_i_opt_to", False, GREL + "param_int_i_opt_to", integer_fault)
FIND = Parameter(GREL + "param_find", predicate=GREL + "p_string_find", fault=find_fault)
REPLACE = Parameter(GREL + "param_replace", predicate=GREL + "p_string_replace")
MODE = Parameter(GREL + "modeParam", predicate=GREL + "modeParameter", fault=mode_fault)
BOOLEAN = Parameter(GREL + "param_b", predicate=GREL + "bool_b", fault=truth_fault)
TRUE = Parameter(GREL + "param_true", predicate=GREL + "any_true")
FALSE = Parameter(GREL + "param_false", False, GREL + "any_false")
TEXT_OUT = (GREL + "stringOut", GREL + "stringOutput")
NUMBER_OUT = (GREL + "output_number", GREL + "o_number")
TRUTH_OUT = (GREL + "output_bool", GREL + "o_bool")
ANY_OUT = (GREL + "output_any", GREL + "o_any")


def trim_sql(arguments: Sequence[str]) -> str:
    """Java's trim in SQL; a NUL has no place in a literal."""
    return f"trim({arguments[0]}, chr(0) || {quoted(BLANK[1:])})"


def _is_pattern(find: str) -> bool:
    return len(find) > 1 and find.startswith("/") and find.endswith("/")


def replace(text: str, find: str, replacement: str) -> str | None:
    """Each occurrence of a text or, between slashes, of a pattern replaced; the empty text occurs at every character.

    >>> replace("Neruda, Pablo", ", ", "/"), replace("a1b22", "/[0-9]+/", "#")
    ('Neruda/Pablo', 'a#b#')
    """
    if _is_pattern(find):
        return patterns.replace_pattern(text, find[1:-1], replacement)
    return text.replace(find, replacement)


def chomp_sql(arguments: Sequence[str]) -> str:
    """The text without an ending, in SQL."""
    text, end = arguments
    cut = f"CASE WHEN suffix({BOUND}, {end}) THEN left({BOUND}, length({BOUND}) - length({end})) ELSE {BOUND} END"
    return f"CASE WHEN {end} IS NOT NULL THEN {bound(text, cut)} END"


def substring(text: str, start: str, end: str | None) -> str | None:
    """The characters from a place up to another, counted from 0, or with a minus from the end.

    returns  as much as there is; None for places that are no whole numbers
    >>> substring("profound", "3", None), substring("profound", "1", "-1")
    ('found', 'rofoun')
    """
    if integer_fault(start) or (end is not None and integer_fault(end)):
        return None
    return text[int(start) : None if end is None else int(end)]


def substring_sql(arguments: Sequence[str]) -> str:
    """`substring` in SQL."""
    text, start, end = arguments
    low, high = _place(start), _place(end)
    cut = f"substring({BOUND}, {low} + 1, greatest(coalesce({high}, length({BOUND})) - {low}, 0))"
    right = f"{low} IS NOT NULL AND ({end} IS NULL OR {high} IS NOT NULL)"
    return bound(text, f"CASE WHEN {right} THEN {cut} END")


def _place(argument: str) -> str:
    whole = f"CASE WHEN regexp_full_match({argument}, {quoted(NUMBER.pattern)}) THEN {argument} END"
    number = f"CAST({whole} AS BIGINT)"
    return f"(CASE WHEN {number} < 0 THEN greatest({number} + length({BOUND}), 0) ELSE {number} END)"


def escape(text: str, mode: str) -> str | None:
    """A text as it is written in HTML 4, in XML, in a URL or in CSV; None for another mode.

    >>> escape("a&b é", "html"), escape("a&b é", "URL"), escape("a,b", "csv")
    ('a&amp;b &eacute;', 'a%26b%20%C3%A9', '"a,b"')
    """
    match mode.lower():
        case "html":
            return text.translate(HTML)
        case "xml":
            plain = re.sub("[\x00\ufffe\uffff]", "", text).translate(XML)
            return CONTROL.sub(lambda found: f"&#{ord(found[0])};", plain)
        case "url":
            return quote(text, safe="-_.!~*'()")
        case "csv":
            return '"' + text.replace('"', '""') + '"' if re.search('[,"\r\n]', text) else text
    return None


def when(condition: str, then: str, otherwise: str | None) -> str | None:
    """One value where a condition is true, another where it is false."""
    known = TRUTHS.get(condition)
    return None if known is None else then if known else otherwise


def when_sql(arguments: Sequence[str]) -> str:
    """`when` in SQL."""
    condition, then, otherwise = arguments
    chosen = (
        f"CASE WHEN {condition} IN ('true', '1') THEN {then} WHEN {condition} IN ('false', '0') THEN {otherwise} END"
    )
    return f"CASE WHEN {then} IS NOT NULL THEN {chosen} END"


def negate(text: str) -> str | None:
    """The other truth value; None for a text that is none."""
    known = TRUTHS.get(text)
    return None if known is None else boolean(not known)


def negate_sql(arguments: Sequence[str]) -> str:
    """`negate` in SQL."""
    other = "WHEN {0} IN ('true', '1') THEN 'false' WHEN {0} IN ('false', '0') THEN 'true'"
    return f"CASE {other.format(arguments[0])} END"


def boolean(value: bool) -> str:
    """A truth value as the text of an xsd:boolean."""
    return "true" if value else "false"


def _tests(name: str, test: Callable[[str, str], bool], sql: str) -> Function:
    return Function(
        GREL + name,
        (VALUE, SUB),
        lambda text, sub: boolean(test(text, sub)),
        lambda arguments: truth(f"{sql}({', '.join(arguments)})"),
        XSD + "boolean",
        TRUTH_OUT,
    )


def _texts(name: str, python: Callable[[str], str], sql: Callable[[Sequence[str]], str] | None) -> Function:
    return Function(GREL + name, (VALUE,), python, sql, outputs=TEXT_OUT)


def _digest(name: str) -> Callable[[str], str]:
    return lambda text: hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


FUNCTIONS = tuple(
    strict(function)
    for function in (
        _texts("toUpperCase", cases.upper, cases.upper_sql),
        _texts("toLowerCase", cases.lower_in_words, None),
        _texts("string_toTitlecase", cases.title, None),
        _texts("string_trim", lambda text: text.strip(BLANK), trim_sql),
        _texts("string_md5", _digest("md5"), lambda arguments: f"md5({arguments[0]})"),
        _texts("string_sha1", _digest("sha1"), lambda arguments: f"sha1({arguments[0]})"),
        Function(GREL + "string_chomp", (VALUE, SEPARATOR), str.removesuffix, chomp_sql, outputs=TEXT_OUT),
        Function(GREL + "string_replace", (VALUE, FIND, REPLACE), replace, outputs=TEXT_OUT),
        Function(GREL + "string_substring", (VALUE, FROM, TO), substring, substring_sql, outputs=TEXT_OUT),
        Function(GREL + "escape", (VALUE, MODE), escape, outputs=TEXT_OUT),
        Function(
            GREL + "string_length",
            (VALUE,),
            lambda text: str(len(text)),
            lambda arguments: f"CAST(length({arguments[0]}) AS VARCHAR)",
            XSD + "integer",
            NUMBER_OUT,
        ),
        Function(
            GREL + "string_indexOf",
            (VALUE, SUB),
            lambda text, sub: str(text.find(sub)),
            lambda arguments: f"CAST(instr({', '.join(arguments)}) - 1 AS VARCHAR)",
            XSD + "integer",
            NUMBER_OUT,
        ),
        Function(
            GREL + "string_lastIndexOf",
            (VALUE, SUB),
            lambda text, sub: str(text.rfind(sub)),
            None,
            XSD + "integer",
            NUMBER_OUT,
        ),
        _tests("string_contains", str.__contains__, "contains"),
        _tests("string_startsWith", str.startswith, "starts_with"),
        _tests("string_endsWith", str.endswith, "suffix"),
        Function(GREL + "boolean_not", (BOOLEAN,), negate, negate_sql, XSD + "boolean", TRUTH_OUT),
        Function(GREL + "controls_if", (BOOLEAN, TRUE, FALSE), when, when_sql, outputs=ANY_OUT),
    )
)
