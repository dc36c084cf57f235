"""Match values with regular expressions.  sh:pattern -> SQL condition over a value.

The database matches what RE2 can; for anything else the distinct texts are fetched and matched here, and the
condition names those that do not fit.  Read first: regex.py, values.py.  Spec: SHACL section 4.4.3 sh:pattern."""

from __future__ import annotations

import re

from lod.plan.sql import quoted
from lod.shapes.model import Constraint
from lod.shapes.regex import xpath_regex
from lod.shapes.relations import Relations


def breaks(constraint: Constraint, pairs: str, relations: Relations) -> str:
    """SQL of "this value does not match"; blank nodes match nothing.

    pairs    relation (x, v) of the values"""
    regex = xpath_regex(constraint.values[0].lexical, constraint.flags)
    if regex.engine == "re2":
        return f"(e.kind = 'bnode' OR NOT regexp_matches(e.lexical, {quoted(regex.pattern)}))"
    distinct = f"SELECT DISTINCT e.id, e.lexical FROM {pairs} q JOIN {relations.terms} e ON e.id = q.v"
    texts = relations.dictionary.texts(relations.statement(f"{distinct} WHERE e.kind <> 'bnode'"))
    matches = re.compile(regex.pattern).search
    wrong = ", ".join(str(number) for number, text in texts.items() if not matches(text))
    return f"(e.kind = 'bnode' OR q.v IN ({wrong or '0'}))"
