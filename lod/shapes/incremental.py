"""Validate again after some triples have changed.  earlier Outcome + changed triples -> Outcome of the whole.

Only shapes that look at a changed predicate run, and only on the focus nodes from which a changed triple is reached:
the touches of a shape (footprint.py) are walked backwards, over what is there and what has gone.  The results of other
focus nodes are those of the earlier run.  The outcome is that of a full run; a property test holds it to that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lod.shapes import targets
from lod.shapes.dictionary import SUBCLASS, Dictionary
from lod.shapes.footprint import footprint
from lod.shapes.model import Checked, Outcome, Sequence, Shape, ShapesGraph
from lod.shapes.paths import inverse, values
from lod.shapes.relations import Relations
from lod.shapes.routes import Routes
from lod.shapes.run import dictionary_of, validate
from lod.shapes.touch import Touch
from lod.terms import Term, iri, ntriples
from lod.workbench import Workbench

Nodes = dict[str, bool]  # N-Triples text of a node -> it was a focus node before
NOW_OR_BEFORE = "(SELECT p, s, o FROM triple UNION ALL SELECT p, s, o FROM changed WHERE NOT added)"
BEFORE = """(SELECT p, s, o FROM triple ANTI JOIN (SELECT p, s, o FROM changed WHERE added) USING (p, s, o)
  UNION ALL SELECT p, s, o FROM changed WHERE NOT added)"""


def revalidate(bench: Workbench, graph: ShapesGraph, before: Outcome) -> tuple[Outcome, int]:
    """Bring an outcome up to date.

    bench    `triple` as it is now, and a table changed(p, s, o, added) of the triples that have come or gone
    returns  the outcome, and how many shapes have run for it"""
    dictionary = dictionary_of(bench, graph)
    predicates = frozenset(int(str(p)) for (p,) in bench.rows("SELECT DISTINCT p FROM changed"))
    nodes = {shape.id: affected(shape, graph, dictionary, predicates) for shape in graph.targeted}
    again = {name: select for name, select in nodes.items() if select != ""}
    after = validate(bench, graph, dictionary, again)
    looked = _looked_at(bench, graph, dictionary, again)
    kept = [r for r in before.results if r.target not in looked or not _in(r.focus, looked[r.target])]
    counted = {c.shape: c for c in after.checked}
    checked = [_counted(c, counted.get(c.shape), looked) for c in before.checked]
    results = sorted((*kept, *after.results), key=lambda r: r.rank)
    return Outcome(tuple(results), tuple(sorted(checked))), len(again)


def _looked_at(
    bench: Workbench, graph: ShapesGraph, dictionary: Dictionary, again: Mapping[Term, str | None]
) -> dict[str, Nodes | None]:
    """The nodes that each shape has looked at again; None: all nodes."""
    few = {name: select for name, select in again.items() if select is not None}
    queries = []
    for name, select in few.items():
        relations = Relations(dictionary, BEFORE)
        focus = targets.focus(graph.shapes[name], relations, Routes(bench).selected, select)
        among = relations.name("among", select)
        query = f"SELECT nt, x IN (SELECT x FROM {focus}) FROM {among} JOIN term ON id = x"
        queries.append(relations.statement(query))
    looked = {
        ntriples(name): {str(row[0]): bool(row[1]) for row in rows if isinstance(row, tuple)}
        for name, rows in zip(few, bench.answers(queries, beside=2), strict=True)
    }
    return {ntriples(name): looked.get(ntriples(name)) for name in again}


def _in(focus: str, nodes: Nodes | None) -> bool:
    return nodes is None or focus in nodes


def _counted(before: Checked, after: Checked | None, looked: Mapping[str, Nodes | None]) -> Checked:
    """How many nodes a shape looks at now: those of the earlier run, less those looked at again, and these anew."""
    if after is None:
        return before
    nodes = looked[f"<{before.shape}>" if f"<{before.shape}>" in looked else f"_:{before.shape}"]
    if nodes is None:
        return after
    return replace(after, focus_nodes=before.focus_nodes - sum(nodes.values()) + after.focus_nodes)


def affected(shape: Shape, graph: ShapesGraph, dictionary: Dictionary, predicates: frozenset[int]) -> str | None:
    """SELECT (x) of the nodes whose results for a shape can have changed.

    predicates   ids of the predicates of the changed triples, which stand in a table changed(p, s, o, added)
    returns      "" for none; None for all nodes"""
    if not predicates:
        return ""
    found = footprint(shape, graph)
    if found is None or dictionary.id(SUBCLASS) in predicates:
        return None
    relations = Relations(dictionary, NOW_OR_BEFORE)
    reached: set[str] = set()
    for ways in found:
        if not ways[0].predicate or dictionary.id(iri(ways[0].predicate)) in predicates:
            walks = sorted({f"SELECT v AS x FROM {_walked_back(touch, relations)}" for touch in ways})
            reached.add(" INTERSECT ".join(walks))
    return relations.statement(" UNION ".join(f"({text})" for text in sorted(reached))) if reached else ""


def _walked_back(touch: Touch, relations: Relations) -> str:
    """Name the relation (x, v) of the focus nodes v of changed triples."""
    ids = relations.dictionary
    conditions = [f"p = {ids.id(iri(touch.predicate))}"] if touch.predicate else []
    if touch.far is not None:
        allowed = ids.closure(touch.far) if touch.is_class else (ids.id(touch.far),)
        far = "s" if touch.near == "o" else "o"
        conditions.append(f"{far} IN ({', '.join(str(n) for n in allowed)})")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    nodes = relations.name("near", f"SELECT DISTINCT {touch.near} AS x FROM changed{where}")
    if not touch.prefix:
        return relations.name("back", f"SELECT x, x AS v FROM {nodes}")
    path = touch.prefix[0] if len(touch.prefix) == 1 else Sequence(touch.prefix)
    return values(inverse(path), nodes, relations)
