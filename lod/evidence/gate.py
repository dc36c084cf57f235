"""The gate: no published fact without evidence.  rows of the fact tables, Archive -> findings; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lod.archive import Archive
from lod.errors import LodError, Place
from lod.evidence.claims import check_claims
from lod.evidence.model import Row
from lod.evidence.offsets import check_passages, read_passages
from lod.evidence.quotation import check_lengths, check_quotations


def check_evidence(
    tables: Mapping[str, Sequence[Row]], archive: Archive, texts: Mapping[str, str] | None = None
) -> tuple[LodError, ...]:
    """Hold every row against the passages it cites.

    tables   rows by table name: those of `TABLES`, and sources, source_parts, passages, persons, offices, conflicts
    archive  the archived texts
    texts    file name -> text of the project's own files, to be searched for source text
    returns  E601 to E610, in the order of files and lines
    """
    passages, sources = tables.get("passages", ()), {row.cell("source_id") for row in tables.get("sources", ())}
    findings: list[LodError] = [
        *archive.mistakes,
        *check_passages(passages, tables.get("source_parts", ()), archive, sources),
        *check_claims(tables, read_passages(passages, archive), {row.cell("passage_id") for row in passages}),
        *check_lengths(tables),
        *check_quotations(texts or {}, archive.documents.values()),
    ]
    return tuple(sorted(findings, key=lambda f: (f.place or Place(""), f.code, f.message)))
