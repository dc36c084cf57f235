"""Find focus nodes apart from the compiler.  Shape -> SELECT of ids; what SPARQL targets select is looked up at once.

The sample takes its nodes from here, so that a mistake in the compiled targets cannot hide itself.
Spec: SHACL (www.w3.org/TR/shacl) section 2.1.3; SHACL Advanced Features section 3, SPARQL-based targets."""

from __future__ import annotations

from lod.shapes.dictionary import TYPE, Dictionary
from lod.shapes.graphs import graph_of, solutions
from lod.shapes.model import Query, Shape, ShapesGraph, Target
from lod.shapes.neighbourhood import Neighbourhood
from lod.shapes.reach import predicates
from lod.sparql.parse import parse
from lod.terms import iri
from lod.workbench import Workbench


def select(shape: Shape, bench: Workbench, dictionary: Dictionary) -> str:
    """SELECT x: the focus nodes of a shape, each once; nodes the data do not have by their negative ids."""
    parts = [_target(t, bench, dictionary) for t in shape.targets]
    return " UNION ".join(["SELECT 0::INTEGER AS x WHERE FALSE", *parts])


def _target(target: Target, bench: Workbench, dictionary: Dictionary) -> str:
    number = dictionary.id(target.value)
    match target.kind:
        case "node":
            return f"SELECT {number}"
        case "class":
            kinds = ", ".join(map(str, dictionary.closure(target.value)))
            return f"SELECT s FROM triple WHERE p = {dictionary.id(TYPE)} AND o IN ({kinds})"
        case "subjects":
            return f"SELECT s FROM triple WHERE p = {number}"
        case "objects":
            return f"SELECT o FROM triple WHERE p = {number}"
        case "sparql":
            found = selected(target.query, bench, dictionary) if target.query else []
            return " UNION ".join(["SELECT 0 WHERE FALSE", *(f"SELECT {n}" for n in found)])


def selected(query: Query, bench: Workbench, dictionary: Dictionary) -> list[int]:
    """The nodes that the query of a SPARQL-based target selects."""
    around = Neighbourhood(bench, dictionary, ShapesGraph((), {}, {}, ()))
    named = predicates(parse(query.text, query.place))
    around.of_predicates(None if named is None else [iri(p) for p in named])
    found = solutions(graph_of(around.triples()), query.text, {})
    return sorted({dictionary.id(solution["this"]) for solution in found if "this" in solution})
