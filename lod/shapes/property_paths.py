"""Read property paths.  node of a shapes graph -> Path -> text of a SPARQL property path; pure.

Spec: SHACL (www.w3.org/TR/shacl) section 2.3.1; SPARQL 1.1 section 9.1 for the text."""

from __future__ import annotations

from lod.shapes.faults import BadPath
from lod.shapes.model import Alternative, Inverse, Path, Repeat, Sequence, Step
from lod.shapes.nodes import NIL, Nodes, Statement
from lod.shapes.words import PATHS
from lod.terms import Term
from lod.vocab import RDF_FIRST, RDF_REST

WRITTEN = "a path is an IRI, a list of paths, or one of: " + ", ".join(f"[ sh:{word} … ]" for word in PATHS)


def read_path(nodes: Nodes, statement: Statement, above: tuple[Term, ...] = ()) -> Path | None:
    """Read the path that a statement has as its object; what is wrong with it is noted.

    above    the nodes of the paths around this one: a path is no part of itself
    returns  None if it is not well-formed
    """
    node = statement.o
    if node.kind == "iri" and node != NIL:
        return Step(node.lexical)
    if node.kind != "bnode" or node in above:
        part = "it is a part of itself" if node in above else f"{nodes.name(node)} is a literal"
        _wrong(nodes, statement, "the list is empty" if node == NIL else part)
        return None
    inside = (*above, node)
    if any(s.p.lexical in (RDF_FIRST, RDF_REST) for s in nodes.about.get(node, [])):
        parts = _parts(nodes, statement, inside, "a sequence path")
        return Sequence(parts) if parts else None
    found = nodes.all(node, *PATHS)
    if len(found) != 1:
        _wrong(nodes, statement, f"the node has {len(found) or 'none'} of the properties that make a path")
        return None
    if found[0].word == "alternativePath":
        parts = _parts(nodes, found[0], inside, "sh:alternativePath")
        return Alternative(parts) if parts else None
    path = read_path(nodes, found[0], inside)
    return None if path is None else _changed(found[0].word, path)


def _changed(word: str, path: Path) -> Path:
    match word:
        case "inversePath":
            return Inverse(path)
        case "zeroOrMorePath":
            return Repeat(path, 0)
        case "oneOrMorePath":
            return Repeat(path, 1)
        case _:
            return Repeat(path, 0, once=True)


def _parts(nodes: Nodes, statement: Statement, above: tuple[Term, ...], what: str) -> tuple[Path, ...]:
    """The paths of a list with at least two members; none if anything is wrong."""
    before = len(nodes.errors)
    members = nodes.members(statement, what)
    parts = [read_path(nodes, member, above) for member in members]
    if len(members) < 2 and len(nodes.errors) == before:
        _wrong(
            nodes, statement, f"{what} has {len(members) or 'no'} member{'s' * (not members)}", "it takes two or more"
        )
    found = tuple(p for p in parts if p is not None)
    return found if len(found) == len(parts) and len(parts) > 1 else ()


def _wrong(nodes: Nodes, statement: Statement, message: str, expected: str = WRITTEN) -> None:
    nodes.errors.append(BadPath(statement.place, message=message, expected=expected))


def path_text(path: Path) -> str:
    """Write a path as SPARQL does.

    >>> path_text(Sequence((Inverse(Step("urn:a")), Repeat(Alternative((Step("urn:b"), Step("urn:c"))), 0))))
    '^<urn:a>/(<urn:b>|<urn:c>)*'
    """
    match path:
        case Step(predicate):
            return f"<{predicate}>"
        case Inverse(inner):
            return "^" + _bracketed(inner)
        case Sequence(parts):
            return "/".join(
                f"({path_text(p)})" if isinstance(p, Sequence | Alternative) else path_text(p) for p in parts
            )
        case Alternative(parts):
            return "|".join(f"({path_text(p)})" if isinstance(p, Alternative) else path_text(p) for p in parts)
        case Repeat(inner, least, once):
            return _bracketed(inner) + ("?" if once else "*" if least == 0 else "+")


def _bracketed(path: Path) -> str:
    """The text of a path that stands under ^ or before * + ?."""
    return path_text(path) if isinstance(path, Step) else f"({path_text(path)})"
