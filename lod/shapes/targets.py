"""Find the focus nodes of a shape.  Shape -> SELECT (x) of nodes, each once.

Spec: SHACL section 2.1.3, Targets; SHACL Advanced Features section 3, SPARQL-based targets."""

from __future__ import annotations

from collections.abc import Callable

from lod.shapes.dictionary import TYPE, Dictionary
from lod.shapes.model import Query, Shape
from lod.shapes.relations import Relations, select_in
from lod.terms import Term

Selected = Callable[[Query, Relations], str]  # query of a SPARQL target -> SELECT (x)


def select(shape: Shape, relations: Relations, selected: Selected) -> str:
    """SELECT (x) of the focus nodes of a shape."""
    ids, triples = relations.dictionary, relations.triples
    by_kind = {
        kind: sorted({number for t in shape.targets if t.kind == kind for number in _ids(kind, t.value, ids)})
        for kind in ("node", "class", "subjects", "objects")
    }
    arms = [select_in(by_kind["node"])] if by_kind["node"] else []
    if by_kind["class"]:
        arms.append(f"SELECT s AS x FROM {triples} WHERE p = {ids.id(TYPE)} AND o IN ({_list(by_kind['class'])})")
    if by_kind["subjects"]:
        arms.append(f"SELECT s AS x FROM {triples} WHERE p IN ({_list(by_kind['subjects'])})")
    if by_kind["objects"]:
        arms.append(f"SELECT o AS x FROM {triples} WHERE p IN ({_list(by_kind['objects'])})")
    arms += [f"SELECT x FROM ({selected(t.query, relations)})" for t in shape.targets if t.query]
    return f"SELECT DISTINCT x FROM ({' UNION ALL '.join(arms)})"


def _ids(kind: str, value: Term, dictionary: Dictionary) -> tuple[int, ...]:
    return dictionary.closure(value) if kind == "class" else (dictionary.id(value),)


def _list(ids: list[int]) -> str:
    return ", ".join(str(number) for number in ids)
