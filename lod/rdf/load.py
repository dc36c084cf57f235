"""Load RDF files into a workbench.  files -> tables `term` and `triple`, as a build makes them.

The database reads the lines, cuts them into terms and numbers these; Python sees only what is not plain N-Triples.
Every file is gone through twice, for its distinct terms and for its triples: to keep all lines would take its size in
memory.  Terms are matched by a hash of their text; should two texts share a hash, all is read again and matched by the
texts.

Blank nodes belong to their file.  The label `a` stays `a` where one file is loaded, and is `f2-a` in the second of
several; nodes without a label are called anon-1, anon-2, … in the order in which the file speaks of them.
Read first: workbench.py, rdf/statements.py, rdf/cut.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from lod.dictionary import HASH, TEXT, TWINS
from lod.errors import Failed, LodError, NoSpace, Place, raise_all
from lod.rdf import parse, statements
from lod.rdf.clean import Lines, clean, write
from lod.rdf.cut import Cutting
from lod.rdf.faults import MoreMistakes
from lod.rdf.formats import format_of
from lod.workbench import Workbench

SHOWN = 20  # mistakes of one file; nobody reads more of them
ENOUGH = 1000  # wrong lines after which a file is not read further


def _silent(_: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be loaded."""

    files: Sequence[Path]
    base: str
    folder: Path  # for copies
    say: Callable[[str], None]


def load(bench: Workbench, files: Sequence[Path], say: Callable[[str], None] = _silent, base: str = "") -> None:
    """Fill `term` and `triple` of a workbench made by `create_for_files`, and end its access to files.

    say      told the name of each file before it is read
    base     absolute IRI for the relative ones of files that state none themselves; without it they are mistakes
    raises   Failed with R401 to R412, C106, S709: the mistakes of all files; S701 where the disk is full"""
    try:
        with TemporaryDirectory(dir=bench.texts("SELECT current_setting('temp_directory')")[0]) as folder:
            _number(bench, _Asked(files, base, Path(folder), say))
    except OSError as error:
        raise Failed([NoSpace(file="a copy of a file", message=error.strerror or str(error))]) from error
    bench.con.execute("SET enable_external_access = false")
    _run(bench, statements.TRIPLES)


def _number(bench: Workbench, asked: _Asked) -> None:
    """Fill `term`; what the files say waits in `coded`."""
    for key in (HASH, TEXT):
        _run(bench, statements.tables(key))
        _stage_all(bench, asked, key)
        _run(bench, statements.number(key))
        if not bench.number(TWINS):
            return


def _run(bench: Workbench, queries: Iterable[str]) -> None:
    for query in queries:
        bench.con.execute(query)


def _stage_all(bench: Workbench, asked: _Asked, key: str) -> None:
    errors: list[LodError] = []
    for number, file in enumerate(asked.files, 1):
        asked.say(str(file))
        prefix = f"f{number}-" if len(asked.files) > 1 else ""
        try:
            lines = clean(file, format_of(file), asked.folder / f"{number}.lines", asked.base)
            _stage(bench, lines, asked.folder / f"{number}.exact", prefix, key)
            lines.path.unlink()  # copies of all files together might be too much for the disk
        except Failed as failed:
            errors += failed.errors
    raise_all(errors)


def _stage(bench: Workbench, lines: Lines, path: Path, prefix: str, key: str) -> None:
    """Take one file into `seen` and `coded`; path: where lines go that only the exact parser can read.

    raises   Failed with R402 and others, a mistake per line"""
    quads = lines.form.name == "N-Quads"
    cutting = Cutting(str(lines.path.absolute()), quads, lines.longest, lines.canonical, prefix, key)
    bench.con.execute(cutting.fresh())
    if lines.canonical:
        _run(bench, [*cutting.take(), cutting.relabel()])
        return
    bench.con.execute(cutting.odd())
    odd = bench.number("SELECT count(*) FROM odd")
    reading = _Exact(lines)
    if odd or bench.number("SELECT count(*) FROM fresh WHERE stated AND nt IS NULL"):
        longest = write(reading.statements(str(row[0]) for row in bench.stream(cutting.rest())), path)
        raise_all(reading.mistakes())
    if odd:
        bench.con.execute(cutting.fresh(plain=True))
    _run(bench, cutting.take(plain=odd > 0))
    if path.exists():
        exact = Cutting(str(path.absolute()), False, longest, True, prefix, key)
        _run(bench, [exact.fresh(), *exact.take()])
        path.unlink()


@dataclass(slots=True)
class _Exact:
    """The exact parser at work on the lines of one file that are not plain."""

    lines: Lines
    wrong: dict[str, LodError] = field(default_factory=dict)  # the first few, by the text of their line
    count: int = 0

    def statements(self, texts: Iterable[str]) -> Iterator[str]:
        """What the lines say; mistakes are put aside."""
        for text in texts:
            for found in parse.exact([text], self.lines.form, str(self.lines.file)):
                if isinstance(found, str):
                    yield found
                    continue
                self.count += 1
                if len(self.wrong) < SHOWN:
                    self.wrong.setdefault(text, found)
            if self.count >= ENOUGH:
                return

    def mistakes(self) -> list[LodError]:
        """The first mistakes, each with its line, and the number of all."""
        if not self.wrong:
            return []
        wanted = {text.encode(): error for text, error in self.wrong.items()}
        errors: list[LodError] = []
        with self.lines.path.open("rb") as opened:
            for number, line in enumerate(opened, 1):
                error = wanted.get(line.rstrip(b"\n"))
                if error and len(errors) < SHOWN:
                    column = error.place.column if error.place else 0
                    errors.append(_placed(error, Place(str(self.lines.file), number, column)))
        if self.count > len(errors):
            count = f"more than {ENOUGH}" if self.count >= ENOUGH else str(self.count)
            name = self.lines.form.name
            errors.append(MoreMistakes(Place(str(self.lines.file)), count=count, format=name, shown=len(errors)))
        return errors


def _placed(error: LodError, place: Place) -> LodError:
    return type(error)(place, **error.facts)
