"""Hold a dataset against its archived sources.  Dataset + folder of texts -> one line, or every finding.

Without the texts nothing can be checked, and the build says so."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from lod.archive import read_archive
from lod.checks import Dataset
from lod.config import Config
from lod.errors import raise_all
from lod.evidence.claims import check_claims
from lod.evidence.gate import check_evidence
from lod.evidence.tables import rows_of, sources_of

TEXT = set(".csv .tsv .ttl .rq .sql .py .md .toml .cff .txt .json .xml .nq .nt .jsonld".split()) | {""}
NOT_OURS = {".git", ".venv", "venv", "node_modules", "store", "build", "dist"}


def check(dataset: Dataset, archive: Path | None) -> str:
    """Check every passage and claim, and that no source text is in the project.

    raises   Failed with E601 to E610; without the texts with E601 and E607 only"""
    tables = {t.name: t for t in dataset.tables if t.path != dataset.config.links}
    if not needs_rows(dataset):
        return "nothing to check: the dataset has no passages"
    rows = {name: rows_of(table) for name, table in tables.items()}
    if archive is None:
        raise_all(list(check_claims(rows, {}, {row.key for row in rows["passages"]})))
        return "texts not checked: no archive given (--archive DIR)"
    texts = read_archive(archive, sources_of(rows))
    raise_all(check_evidence(rows, texts, dict(project_texts(dataset.config, archive))))
    sources = len(rows["sources"])
    return f"{len(rows['passages'])} passages of {sources} source{'s' * (sources != 1)}, every claim supported"


def needs_rows(dataset: Dataset) -> bool:
    """Whether there is anything to check."""
    return {"passages", "sources"} <= {t.name for t in dataset.tables if t.path != dataset.config.links}


def project_texts(config: Config, archive: Path) -> Iterator[tuple[str, str]]:
    """The text files of the project, by name: no run of a source's words may stand in any of them.

    archive  passed over, because a small dataset may keep its texts in a folder of its own; so is the output, which
             holds nothing but what is checked here"""
    passed_over = {archive.resolve(), config.path(config.output).resolve()}
    for name, subfolders, files in os.walk(config.root):
        keep = (s for s in subfolders if s not in NOT_OURS and not s.startswith("."))
        subfolders[:] = sorted(s for s in keep if Path(name, s).resolve() not in passed_over)
        for file in sorted(Path(name, f) for f in files):
            if file.suffix in TEXT and not file.name.startswith(".") and file.is_file():
                yield config.shown(file), file.read_text(encoding="utf-8", errors="replace")
