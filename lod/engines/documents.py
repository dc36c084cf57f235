"""Put triples of Turtle files into a workbench.  documents -> Stated, each subject a row of its own.

So a triple of the ontology has a file and a line like any other.  Blank nodes get IRIs under genid/, numbered in
reading order, so that the published files hold none."""

from __future__ import annotations

from collections.abc import Sequence

from lod.dictionary import Stated
from lod.plan.texts import Made
from lod.terms import Term
from lod.turtle import Document
from lod.workbench import Workbench

NO_RULE = 0
RELATION = '"stated.documents"'  # no table of a dataset has a dot in its name
QUAD = Made(NO_RULE, "g", "s", "p", "o")


def state(bench: Workbench, documents: Sequence[Document], base: str, graph: str) -> Stated:
    """State every triple of the documents in one graph."""
    bench.con.execute(f"CREATE TEMP TABLE {RELATION} (g VARCHAR, s VARCHAR, p VARCHAR, o VARCHAR, _rows INTEGER[])")
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
        terms = ([str(_skolem(getattr(t, role), base, document)) for t in document.triples] for role in "spo")
        bench.con.execute(
            f"INSERT INTO {RELATION} SELECT ?, {', '.join(['unnest(?::VARCHAR[])'] * 3)}, [unnest(?::INTEGER[])]",
            [f"<{graph}>", *terms, [rows[t.s] for t in document.triples]],
        )
    return Stated(RELATION, ("g", "s", "p", "o"), (QUAD,))


def _skolem(term: Term, base: str, document: Document) -> Term:
    if term.kind != "bnode":
        return term
    stem = document.file.rsplit("/", 1)[-1].split(".")[0]
    return Term("iri", f"{base}genid/{stem}-{term.lexical}")
