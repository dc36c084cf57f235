"""Walk from a triple back to its evidence.  IRI or triple -> rules, rows, passages; reads the workbench.

Every quad names the rules that made it and the rows they read; a row cites passages; a passage has a document, lines,
offsets and a speaker."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from lod.errors import Failed, LodError, TurtleSyntax
from lod.plan.sql import name
from lod.sources.model import stem
from lod.terms import SCHEME, Term, iri, short
from lod.turtle import read
from lod.vocab import RDF_TYPE
from lod.workbench import Value, Workbench


class BadPattern(LodError):
    code, template = "Q803", "this is neither one IRI nor one triple: {words}"
    hint = "write person/x, a prefixed name or an IRI; or subject, predicate and object"


@dataclass(frozen=True, slots=True)
class Passage:
    """Where in a source something stands."""

    passage_id: str
    source: str  # id of the document
    lines: str  # 66-68; this and the offsets are empty until the passage has been looked up
    start: int | None  # offsets in code points, end exclusive
    end: int | None
    speaker: str


@dataclass(frozen=True, slots=True)
class Step:
    """One row that states the triple, by one rule."""

    rule: str  # mappings/direct.rml.ttl:14
    row: str  # mappings/facts/memberships.csv:17, mappings/people.json: record 3
    key: str  # first cell of the row, first value of the record
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """One quad and all that states it."""

    triple: tuple[str, str, str]  # N-Triples text
    graph: str
    steps: tuple[Step, ...]


def parse(words: Sequence[str], prefixes: Mapping[str, str], base: str) -> list[Term]:
    """Read what to trace: one term, or subject, predicate and object.

    words    `person:x`, `<https://…>`, `https://…`, `person/x` (under base id/), or three of them, one text or several
    raises   Failed with Q803 for words that are neither"""
    text = " ".join(_word(w, base) for w in words)
    head = "".join(f"@prefix {p}: <{ns}> .\n" for p, ns in prefixes.items())
    whole = text.removesuffix(".").strip()
    for body in (f"{whole} .", f"{whole} <x:p> <x:o> ."):
        try:
            found = read(head + body, "").triples
        except TurtleSyntax:
            continue
        if len(found) == 1:
            t = found[0]
            return [t.s] if t.p == iri("x:p") else [t.s, t.p, t.o]
    raise Failed([BadPattern(words=" ".join(words))])


def _word(word: str, base: str) -> str:
    if SCHEME.match(word) and "//" in word and " " not in word:
        return f"<{word}>"
    if "/" in word and " " not in word and not word.startswith(("<", '"')) and ":" not in word:
        return f"<{base}id/{word}>"
    return word


def trace(bench: Workbench, pattern: Sequence[Term]) -> list[Trace]:
    """Trace the quads with this subject, or with this subject, predicate and object."""
    where = " AND ".join(f"{role}.nt = ?" for role in ("s", "p", "o")[: len(pattern)])
    quads = bench.rows(
        "SELECT q.id, s.nt, p.nt, o.nt, coalesce(g.nt, '') FROM quad q JOIN term s ON s.id = q.s"
        " JOIN term p ON p.id = q.p JOIN term o ON o.id = q.o LEFT JOIN term g ON g.id = q.g"
        f" WHERE {where} ORDER BY q.id",
        [str(t) for t in pattern],
    )
    return [Trace((str(s), str(p), str(o)), str(g), _steps(bench, int(str(q)))) for q, s, p, o, g in quads]


def _steps(bench: Workbench, quad: int) -> tuple[Step, ...]:
    found = bench.rows(
        "SELECT u.file, u.line, r.path, r.line, r.record, r.key, r.row FROM quad_row w JOIN rule u ON u.id = w.rule"
        " JOIN row_place r ON r.row = w.row WHERE w.quad = ? ORDER BY ALL",
        [quad],
    )
    return tuple(
        Step(
            f"{file}:{line}" if file else "",
            f"{path}: record {record}" if record else f"{path}:{at}",
            str(key),
            _passages(bench, str(path), int(str(row))),
        )
        for file, line, path, at, record, key, row in found
    )


def _passages(bench: Workbench, path: str, row: int) -> tuple[Passage, ...]:
    """The passages a row cites in its column `passages`; none if the table has no such column."""
    table = stem(path)
    cited = "passage_id" if table == "passages" else "passages"
    has = "SELECT count(*) FROM information_schema.columns WHERE table_name = ? AND column_name = ?"
    if not bench.number(has, [table, cited]) or not bench.number(has, ["passages", "passage_id"]):
        return ()
    found = bench.rows(
        f"SELECT p.passage_id, p.source_id, p.line_from, p.line_to, p.char_start, p.char_end, p.speaker FROM passages p"
        f" WHERE list_contains(string_split((SELECT {cited} FROM {name(table)} WHERE _row = ?), ';'), p.passage_id)"
        " ORDER BY p.passage_id",
        [row],
    )
    return tuple(
        Passage(str(p), str(source), f"{a}-{b}" if a and b else "", _number(start), _number(end), str(speaker or ""))
        for p, source, a, b, start, end, speaker in found
    )


def _number(cell: Value) -> int | None:
    return int(str(cell)) if cell is not None else None


def as_text(found: Sequence[Trace], prefixes: Mapping[str, str]) -> str:
    """Traces for people, passages indented below rows, rows below triples."""
    lines: list[str] = []
    for t in found:
        said = " ".join(_plain(x, prefixes) for x in t.triple)
        lines.append(said + (f"  in {_plain(t.graph, prefixes)}" if t.graph else ""))
        for step in t.steps:
            by = f"  by {step.rule}" if step.rule else ""
            lines.append(f"  {step.row}  {step.key}{by}")
            lines += [f"    {_place(p)}" for p in step.passages]
    return "\n".join(lines) + "\n"


def _place(p: Passage) -> str:
    where = f", lines {p.lines}" * bool(p.lines) + f", characters {p.start}-{p.end}" * (p.start is not None)
    return f"{p.passage_id}  source {p.source}{where}" + f", said by {p.speaker}" * bool(p.speaker)


def _plain(text: str, prefixes: Mapping[str, str]) -> str:
    """A term as Turtle would write it."""
    value, mark, datatype = text.rpartition("^^")
    if mark and text.startswith('"'):
        return f"{value}^^{short(datatype, prefixes)}"
    return "a" if text == f"<{RDF_TYPE}>" else short(text, prefixes)


def as_json(found: Sequence[Trace]) -> str:
    """Traces for programs."""
    return json.dumps([asdict(t) for t in found], ensure_ascii=False, indent=2) + "\n"
