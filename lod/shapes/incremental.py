"""Validate again after some triples have changed.  earlier Outcome + changed triples -> Outcome of the whole.

Only shapes that look at a changed predicate run, and only on the focus nodes from which a changed triple is reached
(footprint.py, walk_back.py).  The results of other focus nodes are those of the earlier run.  The outcome is that of a
full run; a property test holds it to that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lod.shapes.dictionary import SUBCLASS, TYPE, Dictionary
from lod.shapes.footprint import footprint
from lod.shapes.model import Checked, Outcome, Shape, ShapesGraph
from lod.shapes.run import dictionary_of, validate
from lod.shapes.walk_back import Change, Ids, TooMany, WalkBack
from lod.terms import Term, ntriples
from lod.workbench import Workbench

BEFORE = """(SELECT p, s, o FROM triple ANTI JOIN (SELECT p, s, o FROM changed WHERE added) USING (p, s, o)
  UNION ALL SELECT p, s, o FROM changed WHERE NOT added)"""
# what can make a node a focus node: its classes, the predicates it is subject of, and those it is object of
SIGNS = """
WITH node AS (SELECT unnest($nodes::INTEGER[]) AS x)
SELECT DISTINCT 'class', o, s FROM {triples} WHERE p = $type AND s IN (FROM node)
UNION ALL SELECT DISTINCT 'subjects', p, s FROM {triples} WHERE p IN (SELECT unnest($subjects::INTEGER[]))
  AND s IN (FROM node)
UNION ALL SELECT DISTINCT 'objects', p, o FROM {triples} WHERE p IN (SELECT unnest($objects::INTEGER[]))
  AND o IN (FROM node)
"""
Signs = dict[tuple[str, int], set[int]]  # (kind of target, class or predicate) -> nodes


@dataclass(frozen=True, slots=True)
class Looked:
    """The nodes of a shape that are looked at again, as far as they are focus nodes now, or were."""

    now: Ids
    before: Ids


def revalidate(bench: Workbench, graph: ShapesGraph, before: Outcome) -> tuple[Outcome, int]:
    """Bring an outcome up to date.

    bench    `triple` as it is now, and a table changed(p, s, o, added) of the triples that have come or gone
    returns  the outcome, and how many shapes have run for it"""
    dictionary = dictionary_of(bench, graph)
    rows = bench.con.execute("SELECT p, s, o, added FROM changed").fetchall()
    changes = [Change(*row) for row in rows]
    affected = _affected(bench, graph, dictionary, changes)
    looked = _focus_nodes(bench, graph, dictionary, affected)
    again: dict[Term, Ids | None] = {name: None for name, nodes in affected.items() if nodes is None}
    again |= {name: nodes.now for name, nodes in looked.items() if nodes.now}
    after = validate(bench, graph, dictionary, again)
    gone = _texts(bench, looked)
    whole = {ntriples(name) for name, nodes in affected.items() if nodes is None}
    kept = [r for r in before.results if r.target not in whole and r.focus not in gone.get(r.target, ())]
    counted = {c.shape: c for c in after.checked}
    by_name = {name.lexical: nodes for name, nodes in looked.items()}
    checked = [_counted(c, counted.get(c.shape), by_name.get(c.shape)) for c in before.checked]
    results = sorted((*kept, *after.results), key=lambda r: r.rank)
    return Outcome(tuple(results), tuple(sorted(checked))), len(again)


def _affected(
    bench: Workbench, graph: ShapesGraph, dictionary: Dictionary, changes: list[Change]
) -> dict[Term, Ids | None]:
    """For each shape that must look again the nodes that can see a change; None: all of them."""
    if not changes:
        return {}
    back = WalkBack(bench, dictionary, changes)
    subclass = dictionary.id(SUBCLASS)
    found: dict[Term, Ids | None] = {}
    for shape in graph.targeted:
        seen = None if any(c.p == subclass for c in changes) else footprint(shape, graph)
        try:
            found[shape.id] = None if seen is None else back.affected(seen)
        except TooMany:
            found[shape.id] = None
    return {name: nodes for name, nodes in found.items() if nodes is None or nodes}


def _focus_nodes(
    bench: Workbench, graph: ShapesGraph, dictionary: Dictionary, affected: Mapping[Term, Ids | None]
) -> dict[Term, Looked]:
    """Which of the affected nodes are focus nodes, and which were."""
    few = {graph.shapes[name]: nodes for name, nodes in affected.items() if nodes is not None}
    nodes = frozenset[int]().union(*few.values())
    now, before = (_signs(bench, few, dictionary, nodes, triples) for triples in ("triple", BEFORE))
    return {
        shape.id: Looked(_among(shape, dictionary, own, now), _among(shape, dictionary, own, before))
        for shape, own in few.items()
    }


def _signs(bench: Workbench, shapes: Iterable[Shape], dictionary: Dictionary, nodes: Ids, triples: str) -> Signs:
    targets = [t for shape in shapes for t in shape.targets]
    given = {
        "nodes": sorted(nodes),
        "type": dictionary.id(TYPE),
        **{
            kind: sorted({dictionary.id(t.value) for t in targets if t.kind == kind})
            for kind in ("subjects", "objects")
        },
    }
    signs: Signs = {}
    for kind, number, node in bench.con.execute(SIGNS.format(triples=triples), given).fetchall():
        signs.setdefault((kind, number), set()).add(node)
    return signs


def _among(shape: Shape, dictionary: Dictionary, nodes: Ids, signs: Signs) -> Ids:
    """The nodes that are focus nodes of a shape."""
    found: set[int] = set()
    for target in shape.targets:
        if target.kind == "node":
            found.add(dictionary.id(target.value))
        is_class = target.kind == "class"
        for number in dictionary.closure(target.value) if is_class else (dictionary.id(target.value),):
            found |= signs.get((target.kind, number), set())
    return nodes & found


def _texts(bench: Workbench, looked: Mapping[Term, Looked]) -> dict[str, set[str]]:
    """The texts of the nodes whose earlier results are replaced, by shape."""
    ids = sorted({n for nodes in looked.values() for n in nodes.before | nodes.now})
    found = bench.rows("SELECT id, nt FROM term JOIN (SELECT unnest(?::INTEGER[]) AS id) USING (id)", [ids])
    of = {int(str(n)): str(nt) for n, nt in found}
    return {ntriples(name): {of[n] for n in x.before | x.now if n in of} for name, x in looked.items()}


def _counted(before: Checked, after: Checked | None, looked: Looked | None) -> Checked:
    """How many nodes a shape looks at now: those of the earlier run, less those looked at again, and these anew."""
    if looked is None:
        return after or before
    return replace(after or before, focus_nodes=before.focus_nodes - len(looked.before) + len(looked.now))
