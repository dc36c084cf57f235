"""Find out where a quad could be stated twice.  Plan + what differs from row to row -> groups of emits.

Taking duplicates out costs more than anything else, so it is done only where there can be some, and on columns rather
than on finished lines where that comes to the same.  Two emits can meet if no constant part tells their quads apart.

Read first: model.py.  Spec: RML-Core, "RDF dataset" (a set of quads); RFC 3987 section 2.2 (percent-encoding)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from lod.plan.model import Column, Emit, Plan, RowNumber, TermPlan, Text, columns
from lod.sources.model import PER_VALUE
from lod.terms import SCHEME
from lod.vocab import RDF_LANGSTRING, RML, XSD_STRING

Differ = Callable[[Emit, tuple[TermPlan, ...]], bool]  # whether no two rows of its scan give the same of some terms
Distinct = Literal["no", "columns", "lines"]
SEPARATES = re.compile(r"[^A-Za-z0-9._~%-]")  # what no percent-encoded value holds
OTHERS = re.compile(r"[\u0080-\U0010ffff]")  # but IRIs keep letters beyond ASCII
DEFAULT_GRAPH = RML + "defaultGraph"


@dataclass(frozen=True, slots=True)
class Group:
    """Emits whose quads can meet, and how their duplicates are taken out."""

    emits: tuple[Emit, ...]
    distinct: Distinct


def groups(plan: Plan, differ: Differ) -> tuple[Group, ...]:
    """All emits of a plan, each in one group; what several rules state alike is asked once."""
    found: list[list[Emit]] = []
    for emit in {replace(e, rule=0): e for e in plan.emits}.values():
        met = [group for group in found if any(can_meet(emit, other) for other in group)]
        found = [group for group in found if group not in met] + [[e for group in met for e in group] + [emit]]
    return tuple(_group(emits, differ) for emits in found)


def _group(emits: Sequence[Emit], differ: Differ) -> Group:
    if len(emits) > 1:
        return Group(tuple(emits), "lines")
    (emit,) = emits
    if emit.join and not emit.join.semi:
        return Group((emit,), "lines")
    numbered = any(isinstance(piece, RowNumber) for term in emit.terms for text in term.texts for piece in text)
    if numbered or any(c.many or c.datatype == PER_VALUE for c in _columns(emit)):
        return Group((emit,), "lines")
    # the subject first: all emits of a map have it in common, and the answer
    if any(differ(emit, terms) for terms in ((emit.subject,), (emit.object,), emit.terms)):
        return Group((emit,), "no")
    return Group((emit,), "columns" if recoverable(emit) == emit.quad_columns else "lines")


def _columns(emit: Emit) -> Iterator[Column]:
    """The columns of a scan that its quads are made of or compared by."""
    compared = [here for here, _ in emit.join.pairs] if emit.join else []
    for text in [*compared, *(text for term in emit.terms for text in term.texts)]:
        yield from columns(text)


# ---- one emit ------------------------------------------------------------------------------------------------


def recoverable(emit: Emit) -> frozenset[str]:
    """The columns whose values can be told from the quad."""
    return frozenset(name for term in emit.terms for name in told(term))


def told(term: TermPlan) -> Iterator[str]:
    """The columns whose values can be told from a term."""
    sure = term.kind != "iri" or not term.base or (isinstance(term.text[0], str) and SCHEME.match(term.text[0]))
    if not sure:  # a relative and an absolute value can give the same IRI
        return
    for text in term.texts if len(list(columns(term.datatype))) == 0 else term.texts[:1]:
        if all(isinstance(piece, str | Column) for piece in text) and _injective(text):
            yield from (piece.name for piece in text if isinstance(piece, Column))


def _injective(text: Text) -> bool:
    """Whether different values give different texts."""
    inserted = [piece for piece in text if isinstance(piece, Column)]
    if len({c.name for c in inserted}) <= 1:
        return True
    for before, between, after in zip(text, text[1:], text[2:], strict=False):
        if isinstance(before, Column) and isinstance(after, Column):
            safe = before.safety != "none" and after.safety != "none" and isinstance(between, str)
            if not safe or not SEPARATES.search(OTHERS.sub("", str(between))):
                return False
    return not any(isinstance(a, Column) and isinstance(b, Column) for a, b in pairwise(text))


# ---- two emits -----------------------------------------------------------------------------------------------


def can_meet(one: Emit, other: Emit) -> bool:
    """Whether two emits could state the same quad."""
    return (
        can_equal(one.predicate, other.predicate)
        and can_equal(one.subject, other.subject)
        and can_equal(one.object, other.object)
        and _same_graph(one.graph, other.graph)
    )


def _same_graph(one: TermPlan | None, other: TermPlan | None) -> bool:
    if one is not None and other is not None:
        return can_equal(one, other)
    named = one or other
    return named is None or bool(named.columns) or named.text == (DEFAULT_GRAPH,) or not _constant(named.text)


def can_equal(one: TermPlan, other: TermPlan) -> bool:
    """Whether two terms could be the same."""
    if one.kind != other.kind or not _texts_meet(_whole(one), _whole(other)):
        return False
    if one.kind != "literal":
        return True
    types = (_datatype(one), _datatype(other))
    return (None in types or types[0] == types[1]) and _texts_meet(one.lang, other.lang)


def _whole(term: TermPlan) -> Text:
    """The text of a term; of an IRI that may get a base nothing is known of its beginning."""
    known = term.kind != "iri" or not term.base or (isinstance(term.text[0], str) and SCHEME.match(term.text[0]))
    return term.text if known else (Column("?"), *term.text)


def _datatype(term: TermPlan) -> str | None:
    """The datatype of a literal, if it is always the same."""
    if term.datatype:
        return (
            "".join(map(str, term.datatype))
            if _constant(term.datatype) and SCHEME.match(str(term.datatype[0]))
            else None
        )
    if term.lang:
        return RDF_LANGSTRING
    return None if term.natural == PER_VALUE else term.natural or XSD_STRING


def _texts_meet(one: Text, other: Text) -> bool:
    if _constant(one) and _constant(other):
        return "".join(map(str, one)) == "".join(map(str, other))
    starts, ends = ([_end(text, at) for text in (one, other)] for at in (0, -1))
    return _one_begins(*starts) and _one_begins(*(end[::-1] for end in ends))


def _constant(text: Text) -> bool:
    return all(isinstance(piece, str) for piece in text)


def _end(text: Text, at: int) -> str:
    """The constant that a text begins or ends with."""
    piece = text[at] if text else ""
    return piece if isinstance(piece, str) else ""


def _one_begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
