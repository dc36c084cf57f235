"""A SPARQL store of the published quads.  N-Quads -> Oxigraph folder; query it read-only.

The only door to pyoxigraph.  Loading comes after validation, because a store may rewrite literals; `differs` proves
that it did not.  Spec: SPARQL 1.1 Query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from lod.errors import BadQuery, Locked, NotBuilt, StoreDiffers, raise_all


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: a table of terms, a truth value, or triples as text."""

    variables: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]  # N-Triples text of each term, None where unbound


def load(nquads: Path, folder: Path) -> int:
    """Load a dump into a new store folder; returns the number of quads."""
    store = ox.Store(str(folder))
    store.bulk_load(path=str(nquads), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    return len(store)


def differs(nquads: Path, folder: Path) -> None:
    """Compare the store with the dump it was loaded from, quad by quad as text.

    raises   Failed with S704 naming one quad that is in one of them only"""
    with nquads.open(encoding="utf-8") as lines:
        dumped = {line.rstrip("\n") for line in lines}
    stored = {_line(q) for q in _open(folder)}
    if dumped != stored:
        example = min(dumped ^ stored)
        raise_all([StoreDiffers(store=len(stored), dump=nquads.name, expected=len(dumped), example=example)])


def _line(quad: ox.Quad) -> str:
    graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else f" {quad.graph_name}"
    return f"{quad.subject} {quad.predicate} {quad.object}{graph} ."


def _open(folder: Path, shown: str = "") -> ox.Store:
    if not folder.is_dir():
        raise_all([NotBuilt(file=shown or folder.name)])
    try:
        return ox.Store.read_only(str(folder))
    except OSError:
        raise_all([Locked(file=shown or folder.name)])
        raise


def query(folder: Path, text: str, shown: str) -> Answer:
    """Answer a SPARQL query over the union of all graphs.

    folder   the store; shown: its name in messages
    raises   Failed with Q801 (not SPARQL), S703 (not built), S702"""
    store = _open(folder, shown)
    try:
        found = store.query(text, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise_all([BadQuery(message=" ".join(str(error).split()))])
    if isinstance(found, ox.QueryBoolean):
        return Answer(("answer",), ((f'"{str(bool(found)).lower()}"',),))
    if isinstance(found, ox.QuerySolutions):
        names = tuple(v.value for v in found.variables)
        return Answer(names, tuple(tuple(_text(row[n]) for n in names) for row in found))
    triples = sorted({(str(t.subject), str(t.predicate), str(t.object)) for t in found})
    return Answer(("subject", "predicate", "object"), tuple(triples))


def _text(term: object) -> str | None:
    return None if term is None else str(term)


