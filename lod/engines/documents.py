"""Put triples of Turtle files into a workbench.  documents -> stated, each subject a row of its own.

So a triple of the ontology has a file and a line like any other.  Blank nodes get IRIs under genid/, numbered in
reading order, so that the published files hold none."""

from __future__ import annotations

from collections.abc import Sequence

from lod.terms import Term
from lod.turtle import Document
from lod.workbench import Workbench

NO_RULE = 0


def state(bench: Workbench, documents: Sequence[Document], base: str, graph: str) -> None:
    """State every triple of the documents in one graph."""
    source = bench.number("SELECT max(id) FROM source")
    row = bench.number("SELECT max(id) FROM row")
    for document in documents:
        source += 1
        bench.con.execute("INSERT INTO source VALUES (?, ?, '')", [source, document.file])
        rows = {s: row + i for i, s in enumerate(dict.fromkeys(t.s for t in document.triples), 1)}
        lines = [document.subjects[s].line if s in document.subjects else 0 for s in rows]
        keys = [_skolem(s, base, document).lexical for s in rows]
        bench.con.execute(
            "INSERT INTO row SELECT unnest(?::INTEGER[]), ?, unnest(?::INTEGER[]), unnest(?::VARCHAR[])",
            [list(rows.values()), source, lines, keys],
        )
        row += len(rows)
        _insert(bench, document, rows, base, graph)


def _insert(bench: Workbench, document: Document, rows: dict[Term, int], base: str, graph: str) -> None:
    subjects, predicates, objects = (
        [_skolem(getattr(t, role), base, document) for t in document.triples] for role in ("s", "p", "o")
    )
    columns: list[list[str]] = [
        [t.lexical for t in subjects],
        [t.lexical for t in predicates],
        [t.lexical for t in objects],
        [t.kind for t in objects],
        [t.datatype for t in objects],
        [t.lang for t in objects],
    ]
    texts = ", ".join(["unnest(?::VARCHAR[])"] * len(columns))
    bench.con.execute(
        f"INSERT INTO stated SELECT ?, {texts}, unnest(?::INTEGER[]), {NO_RULE}",
        [graph, *columns, [rows[t.s] for t in document.triples]],
    )


def _skolem(term: Term, base: str, document: Document) -> Term:
    if term.kind != "bnode":
        return term
    stem = document.file.rsplit("/", 1)[-1].split(".")[0]
    return Term("iri", f"{base}genid/{stem}-{term.lexical}")
