"""Bring the rows of tables up to date.  Edited -> relations, `row`, `source`; and what has gone and come.

  "gone.NAME", "come.NAME"   temporary: rows of the relation NAME that are there no more, and that are there now

A row that stands where one stood, in a place that holds as many rows as before, keeps its number.
Read first: model.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from lod.checks import Dataset
from lod.config import Config
from lod.patch import parts
from lod.patch.model import Edit, Edited, Unusual
from lod.plan.sql import name
from lod.sources.model import Table, by_columns, stem
from lod.workbench import Workbench

MOST = 20_000  # rows; more are built as fast in full
WITHIN = "FROM row WHERE source = $1 AND line >= $2 AND ($3 = 0 OR line < $3)"
LIST = "(SELECT unnest(?::INTEGER[]))"
Cells = tuple[str, ...]


@dataclass
class Moves:
    """What becomes of the rows of one table."""

    changed: list[tuple[int, int, Cells]] = field(default_factory=list)  # number, line, cells now
    added: list[tuple[int, Cells]] = field(default_factory=list)  # line, cells
    removed: list[int] = field(default_factory=list)
    moved: list[tuple[int, int]] = field(default_factory=list)  # number, line now: as they were, elsewhere
    in_order: bool = True  # numbers rise with lines


def apply(bench: Workbench, config: Config, edited: Sequence[Edited]) -> tuple[dict[str, int], bool]:
    """Change the relations of tables.

    returns  the number of rows that have changed in each, by path; whether rows are in the order of a full build
    raises   Unusual"""
    counts: dict[str, int] = {}
    in_order = True
    for table in edited:
        moves = Moves()
        for edit in table.edits:
            _compare(bench, table.source, edit, moves)
        counts[table.path] = len(moves.changed) + len(moves.added) + len(moves.removed)
        in_order = in_order and moves.in_order
        if sum(counts.values()) > MOST:
            raise Unusual(f"more than {MOST:,} rows have changed")
        _shift(bench, table)
        _move(bench, table, moves)
        bench.con.execute("UPDATE source SET digest = ? WHERE id = ?", [table.digest, table.source])
        if table.path != config.links:
            _unique(bench, table)
            data = config.path(table.path).read_bytes()
            if sha256(data).hexdigest() != table.digest:
                raise Unusual(f"{table.path} changes while it is read")
            parts.save(bench, table.source, data)
    return counts, in_order


def _compare(bench: Workbench, source: int, edit: Edit, moves: Moves) -> None:
    """Tell what has become of the rows that stood in a region."""
    relation = name(stem(edit.now.path))
    own = f"SELECT id, line {WITHIN}"
    query = f"SELECT r.id, r.line, t.* FROM ({own}) r JOIN {relation} t ON t._row = r.id ORDER BY r.line, r.id"
    found = bench.con.execute(query, [source, edit.region.first, edit.region.last]).fetchall()
    before = [(n, line, tuple("" if c is None else c for c in row[:-2])) for n, line, *row in found]
    now = list(zip(edit.now.lines, edit.now.rows, strict=True))
    head = _alike(before, now)
    tail = 0 if len(before) == len(now) else _alike(before[head:][::-1], now[head:][::-1])
    same = min(len(before), len(now)) - tail  # so many from the beginning stand for each other
    ends = ((before[:same], now[:same]), (before[len(before) - tail :], now[len(now) - tail :]))
    for these, those in ends:
        for (number, line, cells), (line_now, cells_now) in zip(these, those, strict=True):
            if cells != cells_now:
                moves.changed.append((number, line_now, cells_now))
            elif line != line_now:
                moves.moved.append((number, line_now))
    moves.removed += [number for number, _, _ in before[same : len(before) - tail]]
    added = now[same : len(now) - tail]
    moves.added += added
    if added and (tail or edit.region.last):
        moves.in_order = False


def _alike(before: Sequence[tuple[int, int, Cells]], now: Sequence[tuple[int, Cells]]) -> int:
    """How many rows at the beginning have the same cells."""
    pairs = zip(before, now, strict=False)
    return next((n for n, ((_, _, a), (_, b)) in enumerate(pairs) if a != b), min(len(before), len(now)))


def _shift(bench: Workbench, table: Edited) -> None:
    """Count the lines anew of what stands between the edits."""
    regions = [edit.region for edit in table.edits]
    for region, following in zip(regions, [*regions[1:], None], strict=True):
        if region.last and region.shift:
            end = following.first if following else 0
            bench.con.execute(
                "UPDATE row SET line = line + $4 WHERE source = $1 AND line >= $2 AND ($3 = 0 OR line < $3)",
                [table.source, region.last, end, region.shift],
            )


def _move(bench: Workbench, table: Edited, moves: Moves) -> None:
    """Change a relation and the numbers and lines of its rows."""
    con, relation = bench.con, name(stem(table.path))
    gone, come = name(f"gone.{stem(table.path)}"), name(f"come.{stem(table.path)}")
    changed = [number for number, _, _ in moves.changed]
    con.execute(f"CREATE TEMP TABLE {gone} AS FROM {relation} WHERE _row IN {LIST}", [[*changed, *moves.removed]])
    con.execute(f"CREATE TEMP TABLE {come} AS FROM {relation} WHERE false")
    first = bench.number("SELECT max(id) FROM row") + 1
    rows = [*moves.changed, *((first + n, line, cells) for n, (line, cells) in enumerate(moves.added))]
    columns = [c[0] for c in con.execute(f"DESCRIBE {relation}").fetchall()][:-2]
    if rows:
        numbers, _, cells = zip(*rows, strict=True)
        chosen = ", ".join(f"nullif(unnest(${n + 2}::VARCHAR[]), '')" for n in range(len(columns)))
        con.execute(
            f"INSERT INTO {come} SELECT {chosen}, unnest($1::INTEGER[]), NULL",
            [list(numbers), *map(list, zip(*cells, strict=True))],
        )
        con.execute(f"UPDATE {come} SET _rows = [_row]")
    sets = ", ".join(f"{name(c)} = c.{name(c)}" for c in columns)
    if changed:
        con.execute(f"UPDATE {relation} SET {sets} FROM {come} c WHERE {relation}._row = c._row")
    for query in (f"DELETE FROM {relation} WHERE _row IN {LIST}", f"DELETE FROM row WHERE id IN {LIST}"):
        if moves.removed:
            con.execute(query, [moves.removed])
    places = [(number, line, cells[0]) for number, line, cells in rows[: len(changed)]]
    if moves.added:
        con.execute(f"INSERT INTO {relation} FROM {come} WHERE _row >= {first} ORDER BY _row")
        new = [(number, line, cells[0]) for number, line, cells in rows[len(changed) :]]
        con.execute(
            f"INSERT INTO row SELECT unnest($1::INTEGER[]), {table.source}, unnest($2::INTEGER[]),"
            " unnest($3::VARCHAR[])",
            list(map(list, zip(*new, strict=True))),
        )
    if places:
        given = "(SELECT unnest($1::INTEGER[]) AS id, unnest($2::INTEGER[]) AS line, unnest($3::VARCHAR[]) AS key)"
        con.execute(
            f"UPDATE row SET line = n.line, key = n.key FROM {given} n WHERE row.id = n.id",
            list(map(list, zip(*places, strict=True))),
        )
    if moves.moved:
        given = "(SELECT unnest($1::INTEGER[]) AS id, unnest($2::INTEGER[]) AS line)"
        con.execute(
            f"UPDATE row SET line = n.line FROM {given} n WHERE row.id = n.id",
            list(map(list, zip(*moves.moved, strict=True))),
        )


def _unique(bench: Workbench, table: Edited) -> None:
    """Look whether a key that has come stands elsewhere too; raises Unusual."""
    now: Table = table.edits[0].now if table.edits else Table("", "", ("",), (), ())
    if not now.key:
        return
    relation, key = name(stem(table.path)), name(now.key)
    come = f"SELECT {key} FROM {name('come.' + stem(table.path))}"
    if bench.number(f"SELECT count(*) FROM {relation} WHERE {key} IN ({come})") > bench.number(
        f"SELECT count(*) FROM ({come})"
    ):
        raise Unusual("a key stands twice")


def with_all(bench: Workbench, dataset: Dataset) -> Dataset:
    """The dataset with all rows of its tables."""
    return replace(dataset, tables=tuple(_loaded(bench, table, dataset.config) for table in dataset.tables))


def _loaded(bench: Workbench, table: Table, config: Config) -> Table:
    if table.path == config.links:
        return table
    cells = ", ".join(f"coalesce(t.{name(c)}, '')" for c in table.columns)
    query = f"SELECT r.line, {cells} FROM {name(table.name)} t JOIN row r ON r.id = t._row ORDER BY r.line"
    found = bench.con.execute(query).fetchall()
    return replace(
        table, cells=by_columns([row[1:] for row in found], len(table.columns)), lines=tuple(row[0] for row in found)
    )
