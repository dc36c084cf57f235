"""Say a plan as N-Quads lines in DuckDB's SQL.  groups of emits -> one SELECT of all lines; pure.

Every emit is a line of each of its rows: constants are written into it beforehand, and a NULL anywhere leaves it out.
Emits that go through the same rows share one scan; their lines are best written as one text of each row.
Read first: sql.py, duplicates.py.  Spec: RDF 1.1 N-Quads section 2, RDF 1.1 N-Triples section 4 (canonical form)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lod.plan.duplicates import DEFAULT_GRAPH, Group
from lod.plan.model import Apply, Emit, TermPlan, columns
from lod.plan.ntriples import is_constant, merged, node, value
from lod.plan.sql import HERE, THERE, Arm, may_be_wrong, name
from lod.sources.model import PER_VALUE

NEWLINE = "'\n'"
Complete = Callable[[str, str], bool]  # whether a column of a scan has a value in every row


@dataclass(frozen=True, slots=True)
class Lines:
    """A SELECT of texts of one line or more, as column `line`, and how to count the lines."""

    query: str
    more: tuple[str, ...] = ()  # SELECTs of one number each: the sum is how many more lines than texts there are


def statement(found: Sequence[Group], complete: Complete, skips: bool = False, together: bool = False) -> Lines:
    """The lines of all groups; duplicates are out, the order is not fixed.

    skips     an IRI that is none states nothing
    complete  may say no of columns that are
    together  one text for several lines of a row, which costs less; else each line is a text"""
    alike: dict[tuple[str, bool], list[Emit]] = {}  # emits that go through the same rows
    made = []
    for group in found:
        if group.distinct == "lines":
            each = "\nUNION ALL\n".join(_texts([e], complete, skips, _are_sure(e, skips)).query for e in group.emits)
            made.append(Lines(f"SELECT DISTINCT line FROM ({each})"))
        else:
            (emit,) = group.emits
            source = _distinct(emit) if group.distinct == "columns" else Arm(emit).source()
            alike.setdefault((source, together and _are_sure(emit, skips)), []).append(emit)
    made += [_texts(emits, complete, skips, as_one, source) for (source, as_one), emits in alike.items()]
    return Lines("\nUNION ALL\n".join(m.query for m in made), tuple(more for m in made for more in m.more))


def _distinct(emit: Emit) -> str:
    """The rows of an emit that differ in what its quad is made of."""
    chosen = ", ".join(f"{HERE}.{name(c)}" for c in sorted(emit.quad_columns))
    source = Arm(emit).source()
    rows = f"SELECT DISTINCT {chosen} {source}" if chosen else f"SELECT 1 {source}\nLIMIT 1"  # one quad of every row
    return f"FROM ({rows}) AS {HERE}"


# ---- rows ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a row: the pieces of its text, and what must hold for all of them to be there."""

    pieces: tuple[str, ...]
    needed: tuple[str, ...]  # conditions; none: every row has the line

    def text(self, given: Sequence[str] = (), *after: str) -> str:
        """SQL of the text, NULL if it is not there; some conditions are known to hold."""
        whole = f"concat({', '.join(merged([*self.pieces, *after]))})"
        guard = self.guard(given)
        return f"CASE WHEN {guard} THEN {whole} END" if guard else whole

    def guard(self, given: Sequence[str] = ()) -> str:
        return " AND ".join(n for n in self.needed if n not in given)


def _texts(emits: Sequence[Emit], complete: Complete, skips: bool, together: bool, source: str = "") -> Lines:
    """The lines of emits that go through the same rows.

    What lines have in common is computed once, in an inner SELECT.  Whether a line is there is not asked of its
    finished text: the engine would compute that twice.

    together  only if nothing but a column can be NULL"""
    shared: dict[str, str] = {}  # expression -> column
    found = []
    for emit in emits:
        arm = Arm(emit, skips)
        found.append(_line(arm, complete, shared))
        source = source or arm.source()  # after everything that is selected
    computed = ", ".join(f"{expression} AS {column}" for expression, column in shared.items()) or "1"
    rows = f"FROM (SELECT {computed} {source})"
    return _as_one(found, rows) if together else _one_by_one(found, rows)


def _line(arm: Arm, complete: Complete, shared: dict[str, str]) -> Line:
    """The line of an emit, made of columns of what is computed once."""
    e = arm.emit

    def column(expression: str) -> str:
        return shared.setdefault(expression, f"x{len(shared)}")

    pieces: list[str] = []
    needed: list[str] = []
    for term, side, said in _terms(arm):
        parts = list(merged(said))
        doubtful = [part for part in parts if not is_constant(part)]
        if _is_sure(term, arm.skips):
            scan = e.join.scan if e.join and side == THERE else e.scan
            doubtful = [f"{side}.{name(c)}" for c in sorted(term.columns) if not complete(scan, c)]
            if term is e.subject and len(parts) > 1:  # lines of a row have the subject in common
                parts = [f"concat({', '.join(parts)})"]
        needed += [f"{column(d)} IS NOT NULL" for d in doubtful]
        pieces += [part if is_constant(part) else column(part) for part in parts]
    return Line((*pieces, "' .'"), tuple(dict.fromkeys(needed)))


def _as_one(lines: Sequence[Line], rows: str) -> Lines:
    """One text of all lines of a row; rows without a line are left out."""
    common = [n for n in lines[0].needed if all(n in line.needed for line in lines)]
    always = [line for line in lines if not line.guard(common)]
    others = [line for line in lines if line.guard(common)]
    conditions = list(common)
    if always:  # so each of the others has a line behind it
        pieces = [piece for line in always for piece in (NEWLINE, *line.pieces)]
        text = f"concat({', '.join([*(line.text(common, NEWLINE) for line in others), *merged(pieces[1:])])})"
    else:
        text = f"concat_ws({NEWLINE}, {', '.join(line.text(common) for line in others)})"
        conditions.append(f"({' OR '.join(dict.fromkeys(line.guard(common) for line in others))})")
    rows += f" WHERE {' AND '.join(conditions)}" if conditions else ""
    counted = "".join(f" + count(*) FILTER ({line.guard(common)})" for line in others)
    more = (f"SELECT {len(always) - 1} * count(*){counted} {rows}",) if len(lines) > 1 else ()
    return Lines(f"SELECT {text} AS line {rows}", more)


def _one_by_one(lines: Sequence[Line], rows: str) -> Lines:
    """A text for each line."""
    texts = ",\n  ".join(line.text() for line in lines)
    if len(lines) == 1 and not lines[0].needed:
        return Lines(f"SELECT {texts} AS line {rows}")
    return Lines(f"SELECT line FROM (SELECT unnest([\n  {texts}]) AS line {rows}) WHERE line IS NOT NULL")


def _are_sure(emit: Emit, skips: bool) -> bool:
    return all(_is_sure(term, skips) for term in emit.terms)


def _is_sure(term: TermPlan, skips: bool) -> bool:
    """Whether a term has a text wherever its columns have a value."""
    doubted = skips and (may_be_wrong(term) or any(columns(term.datatype)) or any(columns(term.lang)))
    single = all(not c.many and c.datatype != PER_VALUE for text in term.texts for c in columns(text))
    return not doubted and single and not any(isinstance(piece, Apply) for text in term.texts for piece in text)


# ---- one line ------------------------------------------------------------------------------------------------


def line(arm: Arm) -> str:
    """SQL of the line of an emit, NULL if anything in it is."""
    return " || ".join(merged([*(piece for _, _, said in _terms(arm) for piece in said), "' .'"]))


def _terms(arm: Arm) -> Iterator[tuple[TermPlan, str, list[str]]]:
    """Each term that is written, where its columns are, and the pieces of its text with the spaces around."""
    e = arm.emit
    yield e.subject, HERE, list(node(arm, e.subject, HERE, "subject"))
    yield e.predicate, HERE, ["' '", *node(arm, e.predicate, HERE, "predicate"), "' '"]
    yield e.object, arm.side, list(value(arm, e.object))
    if e.graph and e.graph.text != (DEFAULT_GRAPH,):
        graph = list(node(arm, e.graph, HERE, "graph"))
        if e.graph.columns:
            whole = " || ".join(graph)
            graph = [f"CASE {whole} WHEN '<{DEFAULT_GRAPH}>' THEN '' ELSE ' ' || {whole} END"]
        else:
            graph.insert(0, "' '")
        yield e.graph, HERE, graph
