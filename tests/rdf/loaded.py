"""Load texts as files and look at what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from lod.errors import Failed
from lod.rdf.load import load
from lod.terms import Term, ntriples
from lod.workbench import create_for_files

Statement = tuple[str, str, str]
TRIPLES = """SELECT s.nt, p.nt, o.nt FROM triple
  JOIN term s ON s.id = triple.s JOIN term p ON p.id = triple.p JOIN term o ON o.id = triple.o"""


def of_files(files: list[Path], folder: Path, base: str = "") -> list[Statement]:
    """The triples of files, sorted; what every workbench must keep to is checked on the way."""
    with create_for_files(folder, 1) as bench:
        load(bench, files, base=base)
        terms = [str(nt).encode() for nt, _ in bench.rows("SELECT nt, id FROM term ORDER BY id")]
        assert terms == sorted(set(terms))
        assert bench.texts("SELECT id FROM term") == [str(n) for n in range(1, len(terms) + 1)]
        triples = bench.rows("SELECT p, s, o FROM triple")
        assert triples == sorted(set(triples))
        for nt, kind, lexical, datatype, lang in bench.rows("SELECT nt, kind, lexical, datatype, lang FROM term"):
            assert nt == ntriples(Term(kind, str(lexical), str(datatype), str(lang)))  # type: ignore[arg-type]
            assert (datatype == "") == (kind != "literal")
        return sorted((str(s), str(p), str(o)) for s, p, o in bench.rows(TRIPLES))


def of_text(text: str | bytes, folder: Path, name: str = "data.nt") -> list[Statement]:
    """The triples of one file."""
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return of_files([file], folder)


def mistakes(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """What is said of files that cannot be loaded, without the folder."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with pytest.raises(Failed) as failed:
        of_files([folder / name for name in files], folder)
    assert failed.value.exit_code == 3
    return [str(error).replace(f"{folder}/", "") for error in failed.value.errors]
