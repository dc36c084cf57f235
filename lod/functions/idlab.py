"""Functions of the IDLab catalogue, with the IRIs its authors gave them.  texts -> text; pure.

Spec: https://w3id.org/imec/idlab/function (functions_idlab.ttl)."""

from __future__ import annotations

from collections.abc import Sequence

from lod.functions import cases
from lod.functions.grel import VALUE, VALUE2, boolean
from lod.functions.model import Function, Parameter, strict
from lod.functions.names import IDLAB
from lod.functions.sql import BOUND, bound, truth
from lod.vocab import XSD

SCHEME = "HTTP://"


def _parameter(name: str, required: bool = True) -> Parameter:
    return Parameter(f"{IDLAB}_{name}", required, IDLAB + name)


TEXT, OTHER = _parameter("str"), _parameter("otherStr")
TEXT_OUT = (IDLAB + "_stringOut", IDLAB + "stringOut")
TRUTH_OUT = (IDLAB + "_boolOut", IDLAB + "o_boolOut")


def upper_url(text: str) -> str:
    """A URL in capitals, with a scheme.

    >>> upper_url("example.com/venus")
    'HTTP://EXAMPLE.COM/VENUS'
    """
    url = text.upper()
    return url if url.startswith(SCHEME) else SCHEME + url


def upper_url_sql(arguments: Sequence[str]) -> str:
    """`upper_url` in SQL."""
    url = cases.upper_sql(arguments)
    return bound(url, f"CASE WHEN starts_with({BOUND}, '{SCHEME}') THEN {BOUND} ELSE '{SCHEME}' || {BOUND} END")


def true_condition_sql(arguments: Sequence[str]) -> str:
    """A value where a condition is the text true, in SQL."""
    condition, value = arguments
    return f"CASE WHEN {condition} = 'true' THEN {value} END"


def decide_sql(arguments: Sequence[str]) -> str:
    """A value where two texts are the same, in SQL."""
    text, expected, result = arguments
    return f"CASE WHEN {text} = {expected} THEN {result} END"


def concat_sql(arguments: Sequence[str]) -> str:
    """Two texts with another between them, in SQL."""
    text, other, delimiter = arguments
    return f"({text} || coalesce({delimiter}, '') || {other})"


FUNCTIONS = tuple(
    strict(function)
    for function in (
        Function(
            IDLAB + "equal",
            (VALUE, VALUE2),
            lambda text, other: boolean(text == other),
            lambda arguments: truth(f"({' = '.join(arguments)})"),
            XSD + "boolean",
            TRUTH_OUT,
        ),
        Function(
            IDLAB + "notEqual",
            (VALUE, VALUE2),
            lambda text, other: boolean(text != other),
            lambda arguments: truth(f"({' <> '.join(arguments)})"),
            XSD + "boolean",
            TRUTH_OUT,
        ),
        Function(
            IDLAB + "isNull",
            (_parameter("str", required=False),),
            lambda text: boolean(text is None),
            lambda arguments: truth(f"({arguments[0]} IS NULL)"),
            XSD + "boolean",
            TRUTH_OUT,
        ),
        Function(
            IDLAB + "trueCondition",
            (_parameter("strBoolean"), TEXT),
            lambda condition, value: value if condition == "true" else None,
            true_condition_sql,
            outputs=TEXT_OUT,
        ),
        Function(
            IDLAB + "decide",
            (TEXT, _parameter("expectedStr"), _parameter("result")),
            lambda text, expected, result: result if text == expected else None,
            decide_sql,
            outputs=TEXT_OUT,
        ),
        Function(
            IDLAB + "concat",
            (TEXT, OTHER, _parameter("delimiter", required=False)),
            lambda text, other, delimiter: f"{text}{delimiter or ''}{other}",
            concat_sql,
            outputs=TEXT_OUT,
        ),
        Function(IDLAB + "toUpperCaseURL", (TEXT,), upper_url, upper_url_sql, outputs=TEXT_OUT),
    )
)
