"""Write the small parts of SQL that functions share.  text -> DuckDB expression; pure.

DuckDB counts code points in length, substring and instr, as Python does."""

from __future__ import annotations

BOUND = "_bound_"  # no column is called this


def quoted(text: str) -> str:
    """A text without NUL as a literal.

    >>> print(quoted("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"


def bound(argument: str, body: str) -> str:
    """An expression that uses its argument several times, and names it but once: calls stay short in each other.

    body     what to compute, with the argument under the name BOUND; may be lazy (CASE)
    >>> bound("name", f"{BOUND} || {BOUND}")
    'list_transform([name], lambda _bound_: _bound_ || _bound_)[1]'
    """
    return f"list_transform([{argument}], lambda {BOUND}: {body})[1]"


def truth(condition: str) -> str:
    """A condition as the text of an xsd:boolean; NULL stays."""
    return f"CASE {condition} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END"


def replaced(text: str, pairs: dict[str, str]) -> str:
    """Replace texts one after the other."""
    for old, new in pairs.items():
        text = f"replace({text}, {quoted(old)}, {quoted(new)})"
    return text
