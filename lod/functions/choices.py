"""Choose between values and join them.  texts -> text; pure."""

from __future__ import annotations

from collections.abc import Sequence

from lod.functions.model import Function, strict
from lod.functions.names import OWN, RESULT, TEXT, may, need

VALUES = tuple(may(name) for name in ("value", "value2", "value3", "value4"))


def if_equal(text: str, other: str, then: str | None, otherwise: str | None) -> str | None:
    """One value where two texts are the same, character by character, another where they are not.

    >>> if_equal("f", "f", "female", None)
    'female'
    """
    return then if text == other else otherwise


def if_equal_sql(arguments: Sequence[str]) -> str:
    """`if_equal` in SQL."""
    text, other, then, otherwise = arguments
    return f"CASE {text} = {other} WHEN TRUE THEN {then} WHEN FALSE THEN {otherwise} END"


def first_value(*values: str | None) -> str | None:
    """The first value there is; an empty text is one.

    >>> first_value(None, "Neruda")
    'Neruda'
    """
    return next((value for value in values if value is not None), None)


def first_value_sql(arguments: Sequence[str]) -> str:
    """`first_value` in SQL."""
    return f"coalesce({', '.join(arguments)})"


def concat(separator: str | None, *values: str | None) -> str | None:
    """The values there are, with a separator between them; none if there are none.

    >>> concat(", ", "Neruda", None, "Pablo")
    'Neruda, Pablo'
    """
    given = [value for value in values if value is not None]
    return (separator or "").join(given) if given else None


def concat_sql(arguments: Sequence[str]) -> str:
    """`concat` in SQL."""
    separator, *values = arguments
    joined = f"concat_ws(coalesce({separator}, ''), {', '.join(values)})"
    return f"CASE WHEN coalesce({', '.join(values)}) IS NOT NULL THEN {joined} END"


FUNCTIONS = (
    strict(
        Function(
            OWN + "if-equal",
            (TEXT, need("other"), may("then"), may("else")),
            if_equal,
            if_equal_sql,
            outputs=RESULT,
        )
    ),
    strict(Function(OWN + "first-value", VALUES, first_value, first_value_sql, outputs=RESULT)),
    strict(Function(OWN + "concat", (may("separator"), *VALUES), concat, concat_sql, outputs=RESULT)),
)
