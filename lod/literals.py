"""Say what keeps a literal from being published.  Term -> what would be right, or nothing; pure.

A store that computes with numbers and dates keeps their values and answers in a form of its own.  Only literals in
that form are published, so that what the store answers equals what the dump says.
Spec: XSD 1.1 part 2, canonical mappings; BCP 47 (RFC 5646) section 2.1."""

from __future__ import annotations

import re
from calendar import isleap

from lod.terms import Term
from lod.vocab import XSD

ZONE = r"(Z|[+-](?!00:00)(0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
YEAR = r"(?!-0000)-?([1-9]\d{3,}|0\d{3})"
MONTH, DAY = "(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
TIME = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d*[1-9])?"
DECIMAL = r"(?!-0\Z)-?(0|[1-9]\d*)(\.\d*[1-9])?"
YEARS = r"([1-9]\d*Y([1-9]M|1[01]M)?|[1-9]M|1[01]M)"
HOURS = r"T(?=\d)([1-9]H|1\dH|2[0-3]H)?([1-9]M|[1-5]\dM)?(([1-9]|[1-5]\d)(\.\d*[1-9])?S|0\.\d*[1-9]S)?"
DAYS = rf"([1-9]\d*D({HOURS})?|{HOURS})"
FORMS = {  # datatype -> the form that stores keep, and an example
    "integer": (r"-?[1-9]\d*|0", "7"),
    "decimal": (DECIMAL, "58.16"),
    "double": (rf"{DECIMAL}|-?INF|NaN", "0.5"),
    "float": (rf"{DECIMAL}|-?INF|NaN", "0.5"),
    "boolean": ("true|false", "true"),
    "date": (f"{YEAR}-{MONTH}-{DAY}{ZONE}", "1973-09-11"),
    "dateTime": (f"{YEAR}-{MONTH}-{DAY}T{TIME}{ZONE}", "1973-09-11T09:10:00Z"),
    "time": (f"{TIME}{ZONE}", "09:10:00"),
    "gYear": (f"{YEAR}{ZONE}", "1973"),
    "gYearMonth": (f"{YEAR}-{MONTH}{ZONE}", "1973-09"),
    "gMonthDay": (f"--{MONTH}-{DAY}{ZONE}", "--09-11"),
    "gMonth": (f"--{MONTH}{ZONE}", "--09"),
    "gDay": (f"---{DAY}{ZONE}", "---11"),
    "duration": (rf"-?P({YEARS}{DAYS}?|{DAYS})|PT0S", "P1Y6M"),
    "yearMonthDuration": (rf"-?P{YEARS}|P0M", "P1Y6M"),
    "dayTimeDuration": (rf"-?P{DAYS}|PT0S", "P1DT12H"),
}
RULES = {XSD + name: re.compile(form, re.ASCII) for name, (form, _) in FORMS.items()}
# forms that need no further look, in the regular expressions of databases: of most literals this is soon said
SURE = {
    XSD + "integer": r"0|-?[1-9][0-9]*",
    XSD + "decimal": r"-?[1-9][0-9]*(?:[.][0-9]*[1-9])?",
    XSD + "double": r"-?[1-9][0-9]{0,7}(?:[.][0-9]{0,5}[1-9])?",
    XSD + "boolean": "true|false",
    XSD + "date": r"[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])",
    XSD + "gYear": r"[1-9][0-9]{3}",
    XSD + "gYearMonth": r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])",
}
DIGITS = {XSD + "double": 15, XSD + "float": 6}  # more than these a binary number cannot give back
INTEGERS = """byte int long short negativeInteger nonNegativeInteger nonPositiveInteger positiveInteger
unsignedByte unsignedInt unsignedLong unsignedShort"""
REPLACED = {**{XSD + name: "xsd:integer" for name in INTEGERS.split()}, XSD + "dateTimeStamp": "xsd:dateTime"}
CHECKED = (*RULES, *REPLACED)  # datatypes whose literals a store may rewrite

LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # days of the months

LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?|x(-[a-z0-9]{1,8})+"
)


def kept_form(value: Term) -> str:
    """Say how a literal would have to be written for every store to keep it.

    value    a literal
    returns  advice; empty where the literal is right as it is, or of a datatype that stores leave alone
    >>> kept_form(Term("literal", "007", XSD + "integer")), kept_form(Term("literal", "7", XSD + "integer"))
    ('write it like 7', '')
    """
    if value.datatype in REPLACED:
        return f"use {REPLACED[value.datatype]}, which stores turn it into"
    rule = RULES.get(value.datatype)
    if rule is None:
        return ""
    digits = sum(c.isdigit() for c in value.lexical)
    right = rule.fullmatch(value.lexical) and digits <= DIGITS.get(value.datatype, digits)
    right = right and _in_calendar(value.lexical)
    return "" if right else f"write it like {FORMS[value.datatype.removeprefix(XSD)][1]}"


def _in_calendar(text: str) -> bool:
    """Tell whether the day a text begins with exists; true for a text that begins with none."""
    found = re.match(r"(-?\d{4,}|-)-(\d\d)-(\d\d)(?!\d|:)", text)
    if found is None:
        return True
    month, day = int(found[2]), int(found[3])
    no_leap_year = found[1] != "-" and not isleap(int(found[1]))
    return day <= (28 if month == 2 and no_leap_year else LONGEST[month - 1])
