"""Follow property paths.  Path + relation of nodes -> SQL of the pairs (x, v); each pair once.

Spec: SHACL section 2.3.1, SHACL Property Paths; SPARQL 1.1 section 9."""

from __future__ import annotations

from lod.shapes.model import Alternative, Inverse, Path, Repeat, Sequence, Step
from lod.shapes.relations import Relations
from lod.terms import iri


def inverse(path: Path) -> Path:
    """The same path, walked backwards; only single predicates stay inside an Inverse."""
    match path:
        case Step():
            return Inverse(path)
        case Inverse(inner):
            return plain(inner)
        case Sequence(parts):
            return Sequence(tuple(inverse(part) for part in reversed(parts)))
        case Alternative(parts):
            return Alternative(tuple(inverse(part) for part in parts))
        case Repeat(inner, least, once):
            return Repeat(inverse(inner), least, once)


def plain(path: Path) -> Path:
    """The same path with every Inverse moved down to a single predicate."""
    match path:
        case Step():
            return path
        case Inverse(inner):
            return inverse(inner)
        case Sequence(parts):
            return Sequence(tuple(plain(part) for part in parts))
        case Alternative(parts):
            return Alternative(tuple(plain(part) for part in parts))
        case Repeat(inner, least, once):
            return Repeat(plain(inner), least, once)


def values(path: Path, nodes: str, relations: Relations) -> str:
    """Name the relation of the value nodes that a path reaches.

    nodes    name of a relation with a column x of distinct ids
    returns  name of a relation (x, v) of distinct pairs
    """
    match path:
        case Step(predicate):
            p = relations.dictionary.id(iri(predicate))
            text = f"SELECT f.x, t.o AS v FROM {nodes} f JOIN {relations.triples} t ON t.p = {p} AND t.s = f.x"
        case Inverse(Step(predicate)):
            p = relations.dictionary.id(iri(predicate))
            text = f"SELECT f.x, t.s AS v FROM {nodes} f JOIN {relations.triples} t ON t.p = {p} AND t.o = f.x"
        case _:
            text = _extend(plain(path), f"(SELECT x, x AS v FROM {nodes})", relations)
    return relations.name("values", text)


def _extend(path: Path, pairs: str, relations: Relations) -> str:
    """SELECT of the pairs that come of walking on from the second node of each pair."""
    match path:
        case Step(predicate):
            p = relations.dictionary.id(iri(predicate))
            return f"SELECT DISTINCT q.x, t.o AS v FROM {pairs} q JOIN {relations.triples} t ON t.p = {p} AND t.s = q.v"
        case Inverse(Step(predicate)):
            p = relations.dictionary.id(iri(predicate))
            return f"SELECT DISTINCT q.x, t.s AS v FROM {pairs} q JOIN {relations.triples} t ON t.p = {p} AND t.o = q.v"
        case Sequence(parts):
            for part in parts[:-1]:
                pairs = relations.name("walk", _extend(part, pairs, relations))
            return _extend(parts[-1], pairs, relations)
        case Alternative(parts):
            return " UNION ".join(_extend(part, pairs, relations) for part in parts)
        case Repeat(inner, least, once):
            return _repeat(inner, least, once, pairs, relations)
        case Inverse():
            raise AssertionError("plain() has moved it down")


def _repeat(inner: Path, least: int, once: bool, pairs: str, relations: Relations) -> str:
    start = relations.name("walk", f"SELECT x, v FROM {pairs}")
    if once:
        return f"SELECT x, v FROM {start} UNION {_extend(inner, start, relations)}"
    edges = _edges(inner, relations)
    step = f"SELECT q.x, e.b AS v FROM {{}} q JOIN {edges} e ON e.a = q.v"
    first = f"SELECT x, v FROM {start}" if least == 0 or _may_stay(inner) else step.format(start)
    recursion = f"{first} UNION {step.format('closure')}"
    return f"SELECT x, v FROM (WITH RECURSIVE closure(x, v) AS ({recursion}) SELECT x, v FROM closure)"


def _may_stay(path: Path) -> bool:
    """Whether a path connects every node with itself; also those that the data do not have, which have no edges."""
    match path:
        case Repeat(inner, least, _):
            return least == 0 or _may_stay(inner)
        case Sequence(parts):
            return all(_may_stay(part) for part in parts)
        case Alternative(parts):
            return any(_may_stay(part) for part in parts)
    return False


def _edges(path: Path, relations: Relations) -> str:
    """Name the relation (a, b) of all pairs that one walk of a path connects."""
    match path:
        case Step(predicate):
            return relations.name(
                "edges",
                f"SELECT s AS a, o AS b FROM {relations.triples} WHERE p = {relations.dictionary.id(iri(predicate))}",
            )
        case Inverse(Step(predicate)):
            return relations.name(
                "edges",
                f"SELECT o AS a, s AS b FROM {relations.triples} WHERE p = {relations.dictionary.id(iri(predicate))}",
            )
        case _:
            nodes = relations.name(
                "nodes", f"SELECT s AS x FROM {relations.triples} UNION SELECT o FROM {relations.triples}"
            )
            text = _extend(path, f"(SELECT x, x AS v FROM {nodes})", relations)
            return relations.name("edges", f"SELECT x AS a, v AS b FROM ({text})")
