"""Read RDF in any format as canonical N-Triples.  bytes of a file -> lines `s p o .`, in reading order.

pyoxigraph.parse keeps lexical forms as they are written (its store does not).  It writes language tags in lower case,
which RDF 1.1 allows because tags are compared without case; lod/rdf does the same wherever it reads by itself, so that
"a"@EN and "a"@en are one term.  Named graphs are merged.
Spec: RDF 1.1 Concepts section 3.3, RDF 1.1 N-Triples section 4 (canonical form)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from lod.errors import Failed, LodError, Place
from lod.packing import unpacked
from lod.rdf.bytes import Bytes, first_bytes
from lod.rdf.faults import NewerRdf, RdfSyntax, RelativeIri, RemoteContext, TooLong, WrongEnding
from lod.rdf.formats import Format, other
from lod.terms import Term, iri, literal

# Stands for the base that a file does not state, where the parser would drop relative IRIs or say nothing of the place.
NO_BASE = "relative-iri:///"
RELATIVE = re.compile(f"<{NO_BASE}([^>]*)>")
WHERE = re.compile(
    r"(?:Parser error )?(?:at line \d+ )?(?:between columns? \d+ and (?:line \d+ )?(?:column )?\d+|column \d+)?(?:: )?"
)
NO_SCHEME = "No scheme found"
NO_LOADER = "No LoadDocumentCallback"
BUFFER = 16  # MB that the parser holds of one text
SHOWN = 120  # characters of a parser's message


def lines(file: Path, form: Format, base: str = "") -> Iterator[str]:
    """The statements of a file as canonical N-Triples, without line ends.

    Anonymous nodes have labels that are new in each run; rdf/load.py gives them lasting ones.

    base     absolute IRI for the relative ones of a file that states none itself; without it they are mistakes, and
             N-Triples and N-Quads have none in any case
    raises   Failed with R402 to R412, C106, S709: the first mistake of the file"""
    with Bytes(file, entities=form.name == "RDF/XML") as opened:
        stand_in = NO_BASE if not base and form.name in ("RDF/XML", "JSON-LD") else None
        own = None if form.lines else base or stand_in
        quads = ox.parse(opened, form.kind, base_iri=own)  # type: ignore[arg-type] # it needs no more than read()
        try:
            for quad in quads:
                line = _line(quad, str(file))
                if stand_in and NO_BASE in line:
                    _refuse_relative(line, file)
                yield line
        except SyntaxError as error:
            if form.name == "JSON-LD" and not opened.done:  # a file with nothing in it says nothing
                return
            raise Failed([_fault(error, file, form)]) from error
        except MemoryError as error:  # of its buffer
            raise Failed([TooLong(Place(str(file)), most=BUFFER)]) from error


def terms(file: Path, form: Format, base: str = "") -> Iterator[tuple[Term, Term, Term]]:
    """The statements of a file as terms.

    raises   as `lines`"""
    for line in lines(file, form, base):
        (quad,) = ox.parse(line, ox.RdfFormat.N_TRIPLES)
        assert not isinstance(quad.subject, ox.Triple)
        yield _term(quad.subject), _term(quad.predicate), _term(quad.object)


def exact(batch: Iterable[str], form: Format, file: str) -> Iterator[str | LodError]:
    """Read single lines of N-Triples or N-Quads exactly; each gives its statement, nothing (a comment), or a mistake.

    batch    lines without line ends; the line of a mistake counts from 1 within its own text"""
    for text in batch:
        statements, fault = _one(text, form, file)
        yield from [fault] if fault else statements


def _one(text: str, form: Format, file: str) -> tuple[list[str], LodError | None]:
    try:
        return [_line(quad, file) for quad in ox.parse(text, form.kind)], None
    except SyntaxError as error:
        return [], _fault(error, Path(file), form)
    except MemoryError:
        return [], TooLong(Place(file), most=BUFFER)
    except Failed as failed:
        return [], failed.errors[0]


def _line(quad: ox.Quad | ox.Triple, file: str) -> str:
    """Write a statement in canonical form.

    raises   Failed with R410"""
    o = quad.object
    value = str(o)
    if isinstance(o, ox.Triple) or isinstance(quad.subject, ox.Triple):
        raise Failed([NewerRdf(Place(file), what="a triple as a term")])
    if isinstance(o, ox.Literal):
        if o.direction is not None:
            raise Failed([NewerRdf(Place(file), what=f"the text direction of {value}")])
        if "\\" in value:  # it escapes more than canonical N-Triples do
            value = str(_term(o))
    return f"{quad.subject} {quad.predicate} {value} ."


def _term(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    assert not isinstance(node, ox.Triple)
    if isinstance(node, ox.Literal):
        return literal(node.value, node.datatype.value, node.language or "")
    return iri(node.value) if isinstance(node, ox.NamedNode) else Term("bnode", node.value)


def _refuse_relative(line: str, file: Path) -> None:
    for found in RELATIVE.finditer(line):
        raise Failed([RelativeIri(Place(str(file)), iri=f"<{found[1]}>")])


def _fault(error: SyntaxError, file: Path, form: Format) -> LodError:
    """Say what a parser found in our words."""
    message = " ".join(WHERE.sub("", str(error.args[0]), count=1).split())
    place = Place(str(file), error.lineno or 0, error.offset or 0)
    seen = other(form, first_bytes(file)) if file.is_file() else None
    if seen:
        return wrong_ending(file, form, seen)
    if NO_LOADER in message:
        return RemoteContext(Place(str(file)))
    if NO_SCHEME in message:
        return RelativeIri(place, iri="this IRI")
    if "VERSION" in message:
        return NewerRdf(place, what="VERSION")
    return RdfSyntax(place, format=form.name, message=message if len(message) <= SHOWN else message[:SHOWN] + " …")


def wrong_ending(file: Path, form: Format, seen: Format) -> LodError:
    """A file that begins as another format does."""
    stem = unpacked(file.name).rpartition(".")[0]
    return WrongEnding(Place(str(file)), seen=seen.name, format=form.name, stem=stem, ending=seen.endings[0])
