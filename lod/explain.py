"""Show how a mapping becomes triples.  triples map -> rules, plan, SQL, three sample triples each; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from lod import checks, workbench
from lod.checks import Dataset
from lod.engines import calls
from lod.errors import BadTermMap, did_you_mean, raise_all
from lod.mapping.model import Expression, ParentMap, Rule, TermMap, TriplesMap
from lod.plan.compile import compile_plan, rules
from lod.plan.model import Apply, Column, Emit, Plan, RowNumber, TermPlan, Text
from lod.plan.rewrite import rewrite
from lod.plan.texts import Reading, readings
from lod.terms import ntriples
from lod.workbench import Workbench

SAMPLES = 3


def explain(dataset: Dataset, wanted: str) -> Iterator[str]:
    """Explain the triples maps called `wanted`: a map's name, a mapping file's stem, or both as stem#name.

    raises   Failed with M109 where nothing is called so"""
    chosen = [(n, m, r) for n, m, r in rules(dataset.mapping) if wanted in _names(m)]
    if not chosen:
        names = {name for m in dataset.mapping.maps for name in _names(m)}
        text = f'no triples map is called "{wanted}"'
        raise_all([BadTermMap(message=text, expected=did_you_mean(wanted, names))])
    emits = list(zip(rewrite(compile_plan(dataset.mapping)).emits, checks.plan(dataset).emits, strict=True))
    paths = {s.source.key: s.path for s in dataset.records}
    with workbench.create(None) as bench:
        checks.prepare(dataset, bench)
        calls.ask(bench.con, checks.plan(dataset))
        for number, m, rule in chosen:
            yield f"# {rule.place}"
            path = paths.get(m.source.key, m.source.path)
            yield f"mapping  {path}: {describe(m.subject)} {describe(rule.predicate)} {_object(dataset, rule)}"
            for named, emit in ((named, e) for named, e in emits if e.rule == number):
                yield f"plan     {_plan(named)}"
                (reading,) = readings(Plan((), (emit,)))
                yield "sql      " + reading.query.replace("\n", "\n         ")
                (made,) = reading.quads
                yield f"quad     {made.s} {made.p} {made.o} {made.g}"
                for line in _samples(bench, reading):
                    yield f"triple   {line}"
            yield ""


def _names(m: TriplesMap) -> set[str]:
    short = m.id.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    stem = m.place.file.rsplit("/", 1)[-1].split(".")[0]
    return {short, stem, f"{stem}#{short}", m.id}


def describe(m: TermMap) -> str:
    """A term map in one line."""
    if m.constant is not None:
        return ntriples(m.constant)
    more = [f"^^{m.datatype}" if m.datatype else "", f"@{m.language}" if m.language else ""]
    text = str(m.expression) if m.expression else ""
    return (f"<{text}>" if m.kind == "iri" else f'"{text}"') + "".join(more)


def _object(dataset: Dataset, rule: Rule) -> str:
    if isinstance(rule.object, ParentMap):
        on = ", ".join(f"{_bare(j.child)} = {_bare(j.parent)}" for j in rule.object.joins) or "every row"
        return f"{describe(dataset.mapping.parent(rule.object).subject)} where {on}"
    return describe(rule.object)


def _bare(expression: Expression) -> str:
    """One column as it is called, anything else as a template."""
    return expression.references[0] if len(expression.parts) == 1 and expression.references else str(expression)


def _plan(e: Emit) -> str:
    pairs = [f"{_side(here)}={_side(there)}" for here, there in e.join.pairs] if e.join else []
    join = f" join {e.join.scan} on {', '.join(pairs) or 'true'}" if e.join else ""
    graph = f" in {_term(e.graph)}" if e.graph else ""
    return f"scan {e.scan}{join} emit {_term(e.subject)} {_term(e.predicate)} {_term(e.object)}{graph}"


def _term(t: TermPlan) -> str:
    return _text(t.text) + (f"^^{_text(t.datatype)}" if t.datatype else "") + (f"@{_text(t.lang)}" if t.lang else "")


def _side(text: Text) -> str:
    """One side of a join: a column as it is called, anything else as a template."""
    return text[0].name if len(text) == 1 and isinstance(text[0], Column) else _text(text)


def _text(text: Text) -> str:
    return "".join(piece if isinstance(piece, str) else f"{{{_piece(piece)}}}" for piece in text)


def _piece(piece: Column | RowNumber | Apply) -> str:
    if isinstance(piece, RowNumber):
        return "#"
    if isinstance(piece, Column):
        return piece.name
    return f"<{piece.function}>({', '.join(_text(value) for _, value in piece.arguments)})"


def _samples(bench: Workbench, reading: Reading) -> list[str]:
    (made,) = reading.quads
    return bench.texts(
        f"SELECT {made.s} || ' ' || {made.p} || ' ' || {made.o} || ' .' AS triple FROM ({reading.query})"
        f" WHERE triple IS NOT NULL ORDER BY triple LIMIT {SAMPLES}"
    )
