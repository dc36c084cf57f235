"""Validate again after some triples have changed.  earlier Outcome + changed triples -> Outcome of the whole.

Only shapes that look at a changed predicate run, and only on the focus nodes from which a changed triple is reached
(footprint.py, walk_back.py).  The results of other focus nodes are those of the earlier run.  The outcome is that of a
full run; a property test holds it to that."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence
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
SIGN = "SELECT DISTINCT '{kind}', {number}, {end} FROM {triples} WHERE p IN ({predicates}) AND {end} IN (FROM node)"
# what can make a node a focus node: kind of target; a class of it, or a predicate that it is subject or object of; node
Sign = tuple[str, int, int]


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
    looked = _focus_nodes(bench, graph, dictionary, changes, affected)
    again: dict[Term, Ids | None] = {name: None for name, nodes in affected.items() if nodes is None}
    again |= {name: nodes.now for name, nodes in looked.items() if nodes.now}
    after = validate(bench, graph, dictionary, again)
    gone = _texts(bench, looked)
    whole = {ntriples(name) for name, nodes in affected.items() if nodes is None}
    kept = [r for r in before.results if r.target not in whole and r.focus not in gone.get(r.target, ())]
    counted = {c.shape: c for c in after.checked}
    by_name = {name.lexical: nodes for name, nodes in looked.items()}
    checked = [_counted(c, counted.get(c.shape), by_name.get(c.shape)) for c in before.checked]
    for result in after.results:
        insort(kept, result, key=lambda r: r.rank)
    return Outcome(tuple(kept), tuple(sorted(checked))), len(again)


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
    bench: Workbench,
    graph: ShapesGraph,
    dictionary: Dictionary,
    changes: Sequence[Change],
    affected: Mapping[Term, Ids | None],
) -> dict[Term, Looked]:
    """Which of the affected nodes are focus nodes, and which were."""
    few = {graph.shapes[name]: nodes for name, nodes in affected.items() if nodes is not None}
    targets = [t for shape in few for t in shape.targets]
    wanted = {kind: {dictionary.id(t.value) for t in targets if t.kind == kind} for kind in ("subjects", "objects")}
    wanted["class"] = {dictionary.id(TYPE)}
    now = _signs(bench, frozenset[int]().union(*few.values()), wanted, "triple")
    # of a sign that an added triple makes too, ask whether another triple has made it before
    doubtful = _by_hand((c for c in changes if c.added), dictionary) & now
    asked = {kind: {number for k, number, _ in doubtful if k == kind} for kind in ("subjects", "objects")}
    asked["class"] = {dictionary.id(TYPE)}
    still = _signs(bench, {node for _, _, node in doubtful}, asked, BEFORE) if doubtful else set()
    gone = _by_hand((c for c in changes if not c.added), dictionary)
    before = (now - doubtful) | (doubtful & still) | gone
    graphs = [_by_kind(signs) for signs in (now, before)]
    return {
        shape.id: Looked(*(_among(shape, dictionary, own, signs) for signs in graphs)) for shape, own in few.items()
    }


def _signs(
    bench: Workbench, nodes: Collection[int], predicates: Mapping[str, Collection[int]], triples: str
) -> set[Sign]:
    """The signs of some nodes in a graph, as far as the predicates matter."""
    arms = [
        SIGN.format(
            kind=kind,
            number="o" if kind == "class" else "p",
            end="o" if kind == "objects" else "s",
            triples=triples,
            predicates=", ".join(map(str, sorted(numbers))),
        )
        for kind, numbers in predicates.items()
        if numbers
    ]
    query = "WITH node AS (SELECT unnest(?::INTEGER[]) AS x) " + " UNION ALL ".join(arms)
    return set(bench.con.execute(query, [sorted(nodes)]).fetchall())


def _by_kind(signs: Iterable[Sign]) -> dict[tuple[str, int], set[int]]:
    nodes: dict[tuple[str, int], set[int]] = {}
    for kind, number, node in signs:
        nodes.setdefault((kind, number), set()).add(node)
    return nodes


def _by_hand(changes: Iterable[Change], dictionary: Dictionary) -> set[Sign]:
    """The signs that changed triples make."""
    signs: set[Sign] = set()
    for c in changes:
        signs |= {("subjects", c.p, c.s), ("objects", c.p, c.o)}
        if c.p == dictionary.id(TYPE):
            signs.add(("class", c.o, c.s))
    return signs


def _among(shape: Shape, dictionary: Dictionary, nodes: Ids, signs: Mapping[tuple[str, int], set[int]]) -> Ids:
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
