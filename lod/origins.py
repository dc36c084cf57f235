"""Find the cells behind validation results.  workbench + results -> file, line, column and key for each.

A result names a focus node, perhaps a path and a value.  The rows that state that triple are its origins; where nothing
states it because it is missing, the row that says what the focus node is, and the column the value would come from.
Everything is asked set by set: a hundred thousand results are a dozen queries.

Read first: workbench.py, plan/columns.py.  Spec: SHACL section 3.6; RML-Core "Term Maps"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lod.plan.sql import name, quoted
from lod.shapes.looks import Key, entry
from lod.shapes.model import Result
from lod.sources.cells import begins
from lod.sources.model import ROW_COLUMNS, stem
from lod.vocab import RDF_TYPE, SH
from lod.workbench import Workbench

MOST = 5  # origins of one result
ENOUGH = 1000  # triples of one result that are looked at: half the data may point at one node
STEPS = re.compile(r"\^?<[^<>]*>(?:/\^?<[^<>]*>)+")  # a sequence of predicates
PREDICATES = re.compile(r"(\^?)<([^<>]*)>")
TOO_FEW = tuple(f"<{SH}{kind}ConstraintComponent>" for kind in ("MinCount", "QualifiedMinCount"))
MISSED = (*TOO_FEW, f"<{SH}HasValueConstraintComponent>")  # no triple is wrong: one is missing


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """One cell, or one row where no single cell is meant."""

    file: str  # relative to the dataset, e.g. mappings/facts/memberships.csv
    line: int  # from 1; 0 for a record
    key: str  # first cell of the row
    column_name: str = ""
    column: int = 0  # character where the cell begins on its line, from 1; 0 if unknown
    record: int = 0  # number from 1, where the file has records and no lines


# Every way to find the triples behind results is a SELECT of (i, quad, role, predicate): which term of the quad is
# meant, and for a missing value (role 'm') the predicate it would have.
ASKED = """
WITH asked AS (
  SELECT unnest($1::INTEGER[]) AS i, unnest($2::VARCHAR[]) AS focus, unnest($3::VARCHAR[]) AS path,
    unnest($4::VARCHAR[]) AS value),
wanted AS (
  SELECT i, f.id AS f, v.id AS v, path FROM asked JOIN term f ON f.nt = focus LEFT JOIN term v ON v.nt = value),
step(path, p, back) AS (
  SELECT DISTINCT u.path, t.id, u.back FROM (
    SELECT unnest($5::VARCHAR[]) AS path, unnest($6::VARCHAR[]) AS nt, unnest($7::BOOLEAN[]) AS back) u
  JOIN term t ON t.nt = u.nt),
isa AS (SELECT id FROM term WHERE nt = $8),
"""
VALUE = """
SELECT i, q.id AS quad, 'o' AS role, '' AS predicate FROM wanted w JOIN step USING (path)
  JOIN quad q ON q.s = w.f AND q.p = step.p AND q.o = w.v WHERE NOT back
UNION ALL SELECT i, q.id, 's', '' FROM wanted w JOIN step USING (path)
  JOIN quad q ON q.o = w.f AND q.p = step.p AND q.s = w.v WHERE back
UNION ALL SELECT i, q.id, 'o', '' FROM wanted w JOIN quad q ON q.s = w.f AND q.o = w.v WHERE w.path = ''"""
PATH = """
SELECT i, q.id AS quad, 'o' AS role, '' AS predicate FROM wanted w JOIN step USING (path)
  JOIN quad q ON q.s = w.f AND q.p = step.p WHERE NOT back
UNION ALL SELECT i, q.id, 's', '' FROM wanted w JOIN step USING (path)
  JOIN quad q ON q.o = w.f AND q.p = step.p WHERE back"""
MISSING = """
SELECT i, q.id AS quad, 'm' AS role, p.lexical AS predicate FROM wanted w JOIN step USING (path)
  JOIN term p ON p.id = step.p JOIN quad q ON q.s = w.f AND q.p = (FROM isa) WHERE NOT back"""
FOCUS = """
SELECT i, q.id AS quad, 's' AS role, '' AS predicate FROM wanted w JOIN quad q ON q.s = w.f"""
DAY = """(t.datatype = 'http://www.w3.org/2001/XMLSchema#date' AND EXISTS (SELECT 1 FROM edtf d WHERE d.value = c.cell
    AND t.lexical IN (d.start_earliest, d.start_latest, d.end_earliest, d.end_latest)))"""  # a bound of the cell
# From triples to cells.  A column is found by its name in the rule; in a view of other names, as the cell that holds
# the term or the tail of its IRI, alone or in a list; else it is the key.
CELLS = """
hit AS (FROM ({hits}) QUALIFY row_number() OVER (PARTITION BY i ORDER BY quad, role) <= {enough}),
behind AS (
  SELECT DISTINCT h.i, h.role, h.predicate, w.row, w.rule, CASE h.role WHEN 'o' THEN q.o ELSE q.s END AS term,
    q.p = (FROM isa) AS typing
  FROM hit h JOIN quad q ON q.id = h.quad JOIN quad_row w ON w.quad = h.quad),
best AS (
  SELECT i, b.row, coalesce(bool_or(typing), false) AS typing
  FROM behind b JOIN row r ON r.id = b.row JOIN source o ON o.id = r.source GROUP BY i, b.row
  QUALIFY row_number() OVER (PARTITION BY i
    ORDER BY NOT coalesce(bool_or(typing), false), min(o.path || '#' || r.key)) <= {most}),
kept AS (SELECT DISTINCT b.* EXCLUDE typing FROM behind b SEMI JOIN best USING (i, row)),
header(source, name, place) AS ({header}),
ruled AS (
  SELECT k.*, c.name, c.place, 0 AS far FROM kept k JOIN rule_column c ON c.rule = k.rule AND c.role = k.role
  UNION ALL
  SELECT k.*, c.name, c.place, CASE WHEN there.map = here.map THEN 0 ELSE 1 END
  FROM kept k JOIN rule_column c ON k.role = 'm' AND c.role = 'o' AND c.predicate = k.predicate
  JOIN rule here ON here.id = k.rule JOIN rule there ON there.id = c.rule),
named AS (
  SELECT u.i, u.row, u.role, u.name, u.far, u.place FROM ruled u JOIN row r ON r.id = u.row
  JOIN header h ON h.source = r.source AND h.name = u.name),
looked_at AS (
  SELECT row FROM kept WHERE role = 'm'
  UNION SELECT row FROM (SELECT i, row FROM kept EXCEPT SELECT i, row FROM named)),
cell(row, place, name, cell) AS ({cells}),
held AS (
  SELECT k.i, k.row, 'h' AS role, c.name, 2 AS far, c.place
  FROM kept k JOIN term t ON t.id = k.term JOIN cell c ON c.row = k.row
  WHERE k.role <> 'm' AND c.cell IS NOT NULL AND (c.cell = t.lexical OR {day} OR (t.kind = 'iri' AND list_has_any(
    string_split(c.cell, ';'),
    [t.lexical, regexp_extract(t.lexical, '[^/#]+$'), regexp_extract(t.lexical, '[^/#]+/[^/#]+$')])))),
found AS (
  SELECT n.i, n.row, n.name, row_number() OVER (PARTITION BY n.i, n.row ORDER BY n.far,
      n.role = 'm' AND c.cell IS NOT NULL, n.place, n.name) AS nth, n.role = 'm' AND c.cell IS NULL AS empty
  FROM (FROM named UNION ALL FROM held) n LEFT JOIN cell c ON c.row = n.row AND c.name = n.name)
SELECT b.i, o.path, o.line, o.record, o.key, coalesce(f.name, k.name, ''), f.name IS NOT NULL, coalesce(f.empty, false)
  FROM best b
  JOIN row r ON r.id = b.row JOIN row_place o ON o.row = b.row
  LEFT JOIN found f ON f.i = b.i AND f.row = b.row AND f.nth = 1
  LEFT JOIN header k ON k.source = r.source AND k.place = 0
  ORDER BY b.i, f.name IS NULL, NOT b.typing, o.path, r.line"""


SAMPLES = """
SELECT u.file, u.p, s.nt, o.nt FROM (SELECT unnest($1::VARCHAR[]) AS file, unnest($2::VARCHAR[]) AS p) u
  JOIN term p ON p.nt = u.p JOIN quad q ON q.p = p.id JOIN quad_row w ON w.quad = q.id JOIN row r ON r.id = w.row
  JOIN source src ON src.id = r.source AND src.path = u.file JOIN term s ON s.id = q.s JOIN term o ON o.id = q.o
  QUALIFY row_number() OVER (PARTITION BY u.file, u.p ORDER BY q.id, r.id) <= 3 ORDER BY q.id, r.id"""

COLUMNS = """SELECT table_name, column_name, data_type FROM information_schema.columns
  WHERE table_catalog = current_database() ORDER BY table_name, ordinal_position"""


@dataclass(frozen=True, slots=True)
class Cell:
    """An origin, and how well it is known."""

    origin: Origin
    named: bool  # a rule or the value led to its column; else it is the key
    empty: bool  # it holds nothing, and something is missing


Tables = Mapping[int, tuple[str, dict[str, str]]]  # source -> relation, its columns with the SQL of the text of a cell


@dataclass(frozen=True, slots=True)
class Asked:
    """What the origins of a result depend on."""

    focus: str
    path: str
    value: str
    component: str  # only where something is missing, else empty

    @property
    def steps(self) -> tuple[tuple[str, bool], ...]:
        """The predicates a value may be stated with, and whether backwards; of a sequence the first."""
        found = tuple((f"<{iri}>", bool(back)) for back, iri in PREDICATES.findall(self.path))
        return found[:1] if STEPS.fullmatch(self.path) else found


def find(
    bench: Workbench, results: Sequence[Result], looks: Mapping[Key, str] | None = None
) -> dict[Result, tuple[Origin, ...]]:
    """The origins of results, at most five each, cells before whole rows.

    looks    for results without a path, what their constraint reads of the focus node
    Results on data that no table states are left out."""
    if not bench.number("SELECT count(*) FROM information_schema.tables WHERE table_name = 'quad_row'"):
        return {}
    asked: dict[Asked, int] = {}
    of = {r: asked.setdefault(_asked(r, (looks or {}).get(entry(r), "")), len(asked)) for r in results}
    by_number = {number: one for one, number in asked.items()}
    tables = _tables(bench)
    found: dict[int, list[Cell]] = {}
    for hits, wanted, empty_only in _stages(by_number):
        left = {number: by_number[number] for number in wanted if number not in found}
        if left:
            cells = _cells(bench, tables, hits, left)
            found |= {n: c for n, c in cells.items() if not empty_only or any(cell.empty for cell in c)}
    columns = _customary(bench, tables, {n: c for n, c in found.items() if by_number[n].steps}, by_number)
    origins = {
        n: tuple(replace(c.origin, column_name=columns.get((n, c.origin.file), c.origin.column_name)) for c in cells)
        for n, cells in found.items()
    }
    return {r: origins[number] for r, number in of.items() if number in origins}


def _customary(
    bench: Workbench, tables: Tables, found: Mapping[int, list[Cell]], asked: Mapping[int, Asked]
) -> dict[tuple[int, str], str]:
    """Where no rule names a column of the table: the column from which its other rows state such a value.

    returns  (number of what was asked, file) -> column"""
    unnamed = {(n, c.origin.file): asked[n].steps[0][0] for n, cells in found.items() for c in cells if not c.named}
    pairs = sorted({(file, predicate) for (_, file), predicate in unnamed.items()})
    samples = bench.rows(SAMPLES, [[file for file, _ in pairs], [p for _, p in pairs]]) if pairs else []
    asking = {i: Asked(str(s), str(p), str(o), "") for i, (_, p, s, o) in enumerate(samples)}
    usual: dict[tuple[str, str], str] = {}
    for i, cells in _cells(bench, tables, VALUE, asking).items() if asking else ():
        for cell in cells:
            if cell.named and cell.origin.file == samples[i][0]:
                usual.setdefault((cell.origin.file, asking[i].path), cell.origin.column_name)
    return {at: usual[at[1], p] for at, p in unnamed.items() if (at[1], p) in usual}


def with_columns(found: Mapping[Result, tuple[Origin, ...]], root: Path) -> dict[Result, tuple[Origin, ...]]:
    """Add where on its line each cell begins.  The tables must be those that were built."""
    wanted: dict[str, set[tuple[int, str]]] = {}
    for origin in {o for origins in found.values() for o in origins if o.column_name and o.line}:
        wanted.setdefault(origin.file, set()).add((origin.line, origin.column_name))
    at: dict[str, dict[tuple[int, str], int]] = {}
    for file, cells in wanted.items():
        if (root / file).is_file():
            at[file] = begins((root / file).read_bytes().decode("utf-8", "replace"), cells)
    return {
        r: tuple(replace(o, column=at.get(o.file, {}).get((o.line, o.column_name), 0)) for o in origins)
        for r, origins in found.items()
    }


def _asked(r: Result, looks: str) -> Asked:
    return Asked(r.focus, r.path or looks, r.value, r.component if r.component in MISSED and not r.value else "")


def _stages(asked: Mapping[int, Asked]) -> Iterator[tuple[str, list[int], bool]]:
    """The ways to look, the best first: SELECT of the triples, for whom, and whether only an empty cell will do."""
    chains: dict[str, list[int]] = {}
    plain: list[int] = []
    for number, one in asked.items():
        if one.value and STEPS.fullmatch(one.path):
            chains.setdefault(one.path, []).append(number)
        elif one.value:
            plain.append(number)
    yield VALUE, plain, False
    for path, numbers in sorted(chains.items()):
        yield _chain(path), numbers, False
    yield MISSING, [n for n, one in asked.items() if one.component in TOO_FEW], True
    yield PATH, [n for n, one in asked.items() if one.path], False
    yield MISSING, [n for n, one in asked.items() if one.component], False
    yield FOCUS, list(asked), False


def _chain(path: str) -> str:
    """The triples of every step of a sequence that leads from the focus node to the value."""
    joins, end, quads, roles = "", "w.f", [], []
    for number, (back, iri) in enumerate(PREDICATES.findall(path)):
        q, near, far, role = f"q{number}", *(("o", "s", "s") if back else ("s", "o", "o"))
        p = f"(SELECT id FROM term WHERE nt = {quoted(f'<{iri}>')})"
        joins += f" JOIN quad {q} ON {q}.{near} = {end} AND {q}.p = {p}"
        end = f"{q}.{far}"
        quads.append(f"{q}.id")
        roles.append(quoted(role))
    lists = f"unnest([{', '.join(quads)}]) AS quad, unnest([{', '.join(roles)}]) AS role, '' AS predicate"
    return f"SELECT DISTINCT i, {lists} FROM wanted w{joins} WHERE {end} = w.v"


def _tables(bench: Workbench) -> Tables:
    """The relation of each source that has one, with its columns in order."""
    kinds, found = dict[str, dict[str, str]](), dict[int, tuple[str, dict[str, str]]]()
    for table, column, kind in bench.rows(COLUMNS):
        kinds.setdefault(str(table), {})[str(column)] = str(kind)
    records = {number: (str(r), names) for number, r, names in bench.rows("SELECT * EXCLUDE unit FROM record_source")}
    for number, path in bench.rows("SELECT id, path FROM source WHERE NOT ends_with(path, '.ttl') ORDER BY id"):
        table, names = records.get(number, (stem(str(path)), None))
        columns = kinds.get(table, {})
        if "_row" in columns:
            named = names if isinstance(names, list) else [c for c in columns if c not in ROW_COLUMNS]
            found[int(str(number))] = (table, {str(n): _text(*c) for n, c in zip(named, columns.items(), strict=False)})
    return found


def _text(column: str, kind: str) -> str:
    """SQL of a cell as one text, several values separated as in a table."""
    if kind.endswith("[]"):
        value = "v.v" if kind.startswith("STRUCT") else "v"
        return f"array_to_string(list_transform({name(column)}, lambda v: {value}), ';')"
    return f"({name(column)}).v" if kind.startswith("STRUCT") else name(column)


def _cells(bench: Workbench, tables: Tables, hits: str, asked: Mapping[int, Asked]) -> dict[int, list[Cell]]:
    heads = [f"({n}, {quoted(c)}, {i})" for n, (_, cs) in tables.items() for i, c in enumerate(cs)]
    cells = [
        f"SELECT _row, unnest({list(range(len(cs)))}), unnest([{', '.join(map(quoted, cs))}]),"
        f" unnest([{', '.join(cs.values())}]) FROM {name(table)} WHERE _row IN (SELECT row FROM looked_at)"
        for table, cs in tables.values()
    ]
    query = ASKED + CELLS.format(
        hits=hits,
        most=MOST,
        enough=ENOUGH,
        header=f"VALUES {', '.join(heads)}" if heads else "SELECT 0, '', 0 WHERE false",
        day=DAY,
        cells="\n  UNION ALL ".join(cells) or "SELECT 0, 0, '', '' WHERE false",
    )
    steps = [(path, *step) for path, one in {a.path: a for a in asked.values()}.items() for step in one.steps]
    columns = [[getattr(a, part) for a in asked.values()] for part in ("focus", "path", "value")]
    values = [list(asked), *columns, *([s[i] for s in steps] for i in range(3)), f"<{RDF_TYPE}>"]
    found: dict[int, list[Cell]] = {}
    for i, path, line, record, key, column, named, empty in bench.con.execute(query, values).fetchall():
        found.setdefault(i, []).append(Cell(Origin(path, line, key, column, record=record), named, empty))
    return found
