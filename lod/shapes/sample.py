"""Compare results with pySHACL on some focus nodes.  workbench + shapes + outcome -> Compared.

A second opinion for every run: nodes drawn from each shape and nodes with results are validated anew by pySHACL, on the
triples they need, and both must report the same.  Where pySHACL is known to be wrong, the difference carries the fault.
Read first: neighbourhood.py, accepted.py.  Spec: SHACL (www.w3.org/TR/shacl) sections 2.1.3 and 3.4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lod.errors import Failed
from lod.shapes import oracle
from lod.shapes.accepted import explained
from lod.shapes.compared import Compared, Difference
from lod.shapes.dictionary import Dictionary
from lod.shapes.focus_nodes import select
from lod.shapes.graphs import graph_of
from lod.shapes.model import Constraint, Outcome, Path, Result, Shape, ShapesGraph
from lod.shapes.neighbourhood import Ids, Neighbourhood, Triple, terms_of
from lod.shapes.values import component
from lod.terms import Term, iri, ntriples
from lod.vocab import RDF_TYPE, SH
from lod.workbench import Workbench

TARGETS = {iri(SH + word) for word in ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf", "target")}
SHAPE_CLASSES = {iri(SH + "NodeShape"), iri(SH + "PropertyShape")}
DRAWN = "SELECT x FROM ({query}) ORDER BY (x::BIGINT * 2654435761 + {seed}::BIGINT) % 4294967296, x LIMIT {number}"
AMONG = "SELECT x FROM ({query}) WHERE x IN (SELECT unnest(?::INTEGER[]))"
BROAD = 200_000  # triples that a query may see and still be asked again; pySHACL takes 8,000 a second
RUNS = 100  # how often nodes are halved to find those at which pySHACL breaks off
Key = tuple[str, str, str, str, str, str]  # focus, path, component, value, source, severity
Pair = tuple[Term, int]  # a shape with targets and a focus node
Seen = set[tuple[str, str]]  # source shape and focus node of the results there can be


def sample(bench: Workbench, graph: ShapesGraph, outcome: Outcome, number: int, seed: int = 0) -> Compared:
    """Compare with pySHACL.

    number   of nodes to draw, over all shapes; up to as many nodes with results are looked at besides
    seed     another one draws other nodes"""
    at = _Sample(bench, graph, Dictionary(bench, (t for triple in graph.triples for t in triple)))
    pairs = at.pairs(outcome.results, number, seed)
    data = at.data(pairs)
    judge = _Judge(graph, at.broad(), data, at.texts(n for _, n in pairs))
    judge.judge(pairs)
    crashed = at.reporting(judge.crashed)
    seen = at.reporting(p for p in pairs if p not in judge.crashed) - crashed
    ours = Counter(_key(r) for r in outcome.results if (r.source, r.focus) in seen and not _broad(r, judge.broad))
    theirs = Counter({key: n for key, n in judge.found.items() if (key[4], key[0]) in seen})
    below = {ntriples(shape) for shape in _below(graph)}
    ours, theirs = _once(ours, below), _once(theirs, below)
    extra, missing = theirs - ours, ours - theirs
    differences = [*judge.breaks(), *_differences("extra", extra, ours), *_differences("missing", missing, theirs)]
    left_out = sorted(ntriples(c.query.source) for _, c in judge.broad if c.query)
    return Compared(
        len({n for _, n in pairs}),
        (ours & theirs).total(),
        tuple(sorted(explained(d, graph, data) for d in differences)),
        tuple(left_out),
    )


def _once(keys: Counter[Key], below: set[str]) -> Counter[Key]:
    """Count results of shapes below others once: some of the nodes that lead to them were not drawn."""
    return Counter({key: 1 if key[4] in below else n for key, n in keys.items()})


def _key(result: Result) -> Key:
    return result.focus, result.path, result.component, result.value, result.source, result.severity


def _differences(side: str, keys: Counter[Key], others: Counter[Key]) -> Iterator[Difference]:
    for key in keys.elements():
        yield Difference(side, *key[:5], again=others[key] > 0)


def _broad(result: Result, broad: Sequence[tuple[Shape, Constraint]]) -> bool:
    return any(
        result.source == ntriples(s.id)
        and result.component == f"<{c.component}>"
        and c.query is not None
        and result.constraint in ("", ntriples(c.query.source))
        for s, c in broad
    )


def _inner(shape: Shape, graph: ShapesGraph) -> Iterator[Shape]:
    """The property shapes whose results are results of this shape."""
    for constraint in shape.constraints:
        if component(constraint) == "Property":
            yield from (s for s in (graph.shapes[i] for i in constraint.shapes) if not s.deactivated)


def _below(graph: ShapesGraph) -> set[Term]:
    """The shapes with results about other nodes than the focus nodes that validation starts from."""
    waiting = [(s, False) for s in graph.targeted]
    found: set[Term] = set()
    while waiting:
        shape, deep = waiting.pop()
        if deep:
            found.add(shape.id)
        waiting += [(inner, deep or shape.path is not None) for inner in _inner(shape, graph)]
    return found


@dataclass(frozen=True, slots=True)
class _Sample:
    """Looks up nodes and triples."""

    bench: Workbench
    graph: ShapesGraph
    dictionary: Dictionary

    def around(self) -> Neighbourhood:
        return Neighbourhood(self.bench, self.dictionary, self.graph)

    def broad(self) -> list[tuple[Shape, Constraint]]:
        """The constraints whose queries see too much to be asked again."""
        queries = [(s, c) for s in self.graph.shapes.values() for c in s.constraints if c.query]
        return [(s, c) for s, c in queries if not self.around().ask(s, c, BROAD)]

    def texts(self, nodes: Iterable[int]) -> dict[int, Term]:
        return terms_of(self.bench, set(nodes)) | self.dictionary.absent

    def pairs(self, results: Sequence[Result], number: int, seed: int) -> list[Pair]:
        """The focus nodes to look at, each with every shape that has it as a target."""
        queries = {s.id: select(s, self.bench, self.dictionary) for s in self.graph.targeted}
        each = -(-number // max(len(queries), 1))
        drawn = [  # each shape draws for itself, or all would look at the same nodes
            DRAWN.format(query=query, seed=hash_of(str(name), seed), number=each) for name, query in queries.items()
        ]
        chosen = {int(str(x)) for query in drawn for (x,) in self.bench.rows(query)}
        wrong = sorted({r.focus for r in results}, key=lambda text: (hash_of(text, seed), text))[:number]
        ids = {
            int(str(n))
            for (n,) in self.bench.rows("SELECT id FROM term WHERE nt IN (SELECT unnest(?::VARCHAR[]))", [wrong])
        }
        ids |= {n for n, term in self.dictionary.absent.items() if ntriples(term) in set(wrong)}
        chosen |= ids | self._starts(ids)
        found = {id_: self.bench.rows(AMONG.format(query=query), [sorted(chosen)]) for id_, query in queries.items()}
        return [(id_, x) for id_, rows in found.items() for x in sorted(int(str(x)) for (x,) in rows)]

    def _starts(self, nodes: set[int]) -> set[int]:
        """The nodes from which property shapes below others lead to some nodes."""
        around, found = self.around(), set[int]()
        waiting: list[tuple[Shape, tuple[Path, ...]]] = [(s, ()) for s in self.graph.targeted]
        while waiting:
            shape, trail = waiting.pop()
            back: Ids = frozenset(nodes)
            for path in reversed(trail):
                back = around.follow(path, back, backwards=True)
            found |= back if trail else set()
            below = (*trail, shape.path) if shape.path else trail
            waiting += [(inner, below) for inner in _inner(shape, self.graph)]
        return found

    def data(self, pairs: Iterable[Pair]) -> list[Triple]:
        """The triples that the shapes need for these nodes."""
        around = self.around()
        around.asked |= {c for _, c in self.broad()}
        for shape, nodes in _grouped(pairs).items():
            around.visit(self.graph.shapes[shape], nodes)
        return around.triples()

    def reporting(self, pairs: Iterable[Pair]) -> Seen:
        """Which shapes can have results about which nodes when validation starts from these."""
        around, at = self.around(), set[tuple[Term, int]]()
        waiting = [(self.graph.shapes[shape], nodes) for shape, nodes in _grouped(pairs).items()]
        while waiting:
            shape, nodes = waiting.pop()
            at |= {(shape.id, n) for n in nodes}
            inner = list(_inner(shape, self.graph))
            values = around.follow(shape.path, nodes) if shape.path and inner else nodes
            waiting += [(s, values) for s in inner]
        texts = self.texts(n for _, n in at)
        return {(ntriples(shape), ntriples(texts[n])) for shape, n in at}


def hash_of(text: str, seed: int) -> int:
    """A number that is the same in every run and unlike for like texts."""
    number = seed + 5381
    for character in text:
        number = (number * 33 + ord(character)) % 4294967296
    return number * 2654435761 % 4294967296


def _grouped(pairs: Iterable[Pair]) -> Mapping[Term, Ids]:
    found: dict[Term, set[int]] = {}
    for shape, node in pairs:
        found.setdefault(shape, set()).add(node)
    return {shape: frozenset(nodes) for shape, nodes in found.items()}


@dataclass(slots=True)
class _Judge:
    """Asks pySHACL; where it breaks off, asks again for halves, until the nodes that make it do so are known."""

    graph: ShapesGraph
    broad: Sequence[tuple[Shape, Constraint]]
    data: Sequence[Triple]
    texts: Mapping[int, Term]
    found: Counter[Key] = field(default_factory=Counter)
    crashed: dict[Pair, str] = field(default_factory=dict)
    runs: int = 0

    def judge(self, pairs: Sequence[Pair]) -> None:
        if not pairs:
            return
        self.runs += 1
        shapes = graph_of([*self._shapes(), *((s, iri(SH + "targetNode"), self.texts[n]) for s, n in pairs)])
        try:
            self.found.update(_key(r) for r in oracle.validate(graph_of(self.data), shapes).results)
        except Failed as failure:
            if len(pairs) == 1 or self.runs > RUNS:
                self.crashed |= dict.fromkeys(pairs, failure.errors[0].message)
                return
            self.judge(pairs[: len(pairs) // 2])
            self.judge(pairs[len(pairs) // 2 :])

    def _shapes(self) -> Iterator[Triple]:
        """The shapes graph without targets and without the queries that see too much."""
        classes = {t.value for s in self.graph.targeted for t in s.targets if t.kind == "class" and t.value == s.id}
        broad = {(s.id, c.query.source) for s, c in self.broad if c.query}
        broad |= {(s.id, value) for s, c in self.broad for _, value in c.arguments[:1]}
        for s, p, o in self.graph.triples:
            implicit = s in classes and p.lexical == RDF_TYPE and o not in SHAPE_CLASSES
            if p not in TARGETS and not implicit and (s, o) not in broad:
                yield s, p, o

    def breaks(self) -> Iterator[Difference]:
        """The nodes at which pySHACL breaks off."""
        for (shape, node), message in self.crashed.items():
            yield replace(Difference("crash", ntriples(self.texts[node]), source=ntriples(shape)), message=message)
