"""The triples that given focus nodes need to be validated.  workbench + shapes + focus nodes -> triples.

Exact: an engine that sees only these triples gives the results it would give on all of them.  Core constraints say what
they look at by their paths; a query may look anywhere, so it gets every triple of the predicates it names.
Read first: model.py, reach.py, workbench.py.  Spec: SHACL (www.w3.org/TR/shacl) sections 2.3.1, 4 and 5."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lod.shapes.dictionary import SUBCLASS, TYPE, Dictionary
from lod.shapes.model import Alternative, Constraint, Inverse, Path, Repeat, Sequence, Shape, ShapesGraph, Step
from lod.shapes.prebound import given, with_path
from lod.shapes.reach import predicates
from lod.shapes.values import component
from lod.sparql.parse import parse
from lod.terms import Term, iri
from lod.workbench import Workbench

Ids = frozenset[int]
Values = list[int | list[int]]
Triple = tuple[Term, Term, Term]
PAIRS = ("Equals", "Disjoint", "LessThan", "LessThanOrEquals")
FORWARDS = "SELECT s, p, o FROM triple WHERE p = ? AND s IN (SELECT unnest(?::INTEGER[]))"
BACKWARDS = "SELECT s, p, o FROM triple WHERE p = ? AND o IN (SELECT unnest(?::INTEGER[]))"
ABOUT = "SELECT s, p, o FROM triple WHERE s IN (SELECT unnest(?::INTEGER[]))"
OF = "SELECT s, p, o FROM triple WHERE p IN (SELECT unnest(?::INTEGER[]))"
ALL = "SELECT s, p, o FROM triple"
ANY_NUMBER = 2**63
TERMS = """
SELECT id, kind, lexical, datatype, lang FROM term JOIN (SELECT unnest(?::INTEGER[]) AS id) USING (id)"""


@dataclass(slots=True)
class Neighbourhood:
    """Collects triples while shapes are walked from their focus nodes."""

    bench: Workbench
    dictionary: Dictionary
    graph: ShapesGraph
    found: set[tuple[int, int, int]] = field(default_factory=set)
    _visited: dict[Term, set[int]] = field(default_factory=dict)  # the nodes that each shape has been walked from
    asked: set[Constraint] = field(default_factory=set)  # whose queries have what they need, or do without

    def visit(self, shape: Shape, nodes: Ids) -> None:
        """Collect what a shape looks at, seen from some focus nodes."""
        new = nodes - self._visited.setdefault(shape.id, set())
        if shape.deactivated or not new:
            return
        self._visited[shape.id] |= new
        values = new if shape.path is None else self.follow(shape.path, new)
        for constraint in shape.constraints:
            self._constraint(shape, constraint, new, values)
            for inner in (*constraint.shapes, *constraint.siblings):
                self.visit(self.graph.shapes[inner], values)

    def _constraint(self, shape: Shape, constraint: Constraint, nodes: Ids, values: Ids) -> None:
        name = component(constraint)
        if constraint.query:
            if constraint not in self.asked:
                self.asked.add(constraint)
                self.ask(shape, constraint)
        elif name == "Class":
            kinds = self._step(self.dictionary.id(TYPE), values)
            self.follow(Repeat(Step(SUBCLASS.lexical), 0), kinds)
        elif name == "Closed":
            self._take(ABOUT, [list(values)])
        elif name in PAIRS:
            self.follow(Step(constraint.values[0].lexical), nodes)

    def ask(self, shape: Shape, constraint: Constraint, most: int = ANY_NUMBER) -> bool:
        """Collect everything that the query of a constraint may see, unless it is more than `most` triples."""
        named = seen_by(shape, constraint)
        return self.of_predicates(None if named is None else [iri(p) for p in named], most)

    def of_predicates(self, named: Iterable[Term] | None, most: int = ANY_NUMBER) -> bool:
        """Collect all triples of some predicates (None: of all), unless they are more than `most`."""
        query = ALL if named is None else OF
        values: Values = [] if named is None else [[self.dictionary.id(p) for p in named]]
        if most < ANY_NUMBER and self.bench.number(f"SELECT count(*) FROM ({query})", values) > most:
            return False
        self._take(query, values)
        return True

    def follow(self, path: Path, nodes: Ids, backwards: bool = False) -> Ids:
        """Collect the triples of a path; the nodes it leads to."""
        match path:
            case Step(predicate):
                return self._step(self.dictionary.id(iri(predicate)), nodes, backwards)
            case Inverse(inner):
                return self.follow(inner, nodes, not backwards)
            case Sequence(parts):
                for part in reversed(parts) if backwards else parts:
                    nodes = self.follow(part, nodes, backwards)
                return nodes
            case Alternative(parts):
                return frozenset().union(*(self.follow(part, nodes, backwards) for part in parts))
            case Repeat(inner, least, once):
                reached = front = self.follow(inner, nodes, backwards)
                while front and not once:
                    front = self.follow(inner, front, backwards) - reached
                    reached |= front
                return reached if least else reached | nodes

    def _step(self, predicate: int, nodes: Ids, backwards: bool = False) -> Ids:
        if not nodes or predicate < 0:
            return frozenset()
        rows = self._take(BACKWARDS if backwards else FORWARDS, [predicate, list(nodes)])
        return frozenset(row[0 if backwards else 2] for row in rows)

    def _take(self, query: str, values: Values) -> list[tuple[int, int, int]]:
        rows = [(int(str(s)), int(str(p)), int(str(o))) for s, p, o in self.bench.rows(query, values)]
        self.found.update(rows)
        return rows

    def triples(self) -> list[Triple]:
        """What was collected, in no order that means anything."""
        terms = terms_of(self.bench, {n for triple in self.found for n in triple})
        return [(terms[s], terms[p], terms[o]) for s, p, o in sorted(self.found)]


def seen_by(shape: Shape, constraint: Constraint) -> frozenset[str] | None:
    """The predicates of all triples that the query of a constraint may see; None if any."""
    if constraint.query is None:
        return frozenset()
    return predicates(parse(with_path(constraint.query, shape.path), constraint.query.place), given(constraint))


def terms_of(bench: Workbench, ids: Iterable[int]) -> dict[int, Term]:
    """The terms of some ids of the data."""
    rows = bench.rows(TERMS, [sorted(ids)])
    return {
        int(str(number)): Term("iri" if kind == "iri" else "bnode" if kind == "bnode" else "literal", *map(str, rest))
        for number, kind, *rest in rows
    }


def extract(bench: Workbench, dictionary: Dictionary, graph: ShapesGraph, wanted: Mapping[Term, Ids]) -> list[Triple]:
    """The triples that some shapes need for some of their focus nodes.

    wanted   shape -> ids of focus nodes, negative ones (nodes the data do not have) included"""
    around = Neighbourhood(bench, dictionary, graph)
    for shape, nodes in wanted.items():
        around.visit(graph.shapes[shape], nodes)
    return around.triples()
