"""Make views anew that read what has changed, and tell what has changed in them.  Dataset -> "gone.VIEW", "come.VIEW".

  "old.VIEW"   the view as it was
  "old.TABLE"  temporary view: a table as it was

Read first: rows.py, engines/embedded.py."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from lod import workbench
from lod.checks import Dataset
from lod.engines import embedded
from lod.patch.model import Unusual
from lod.plan.sql import name
from lod.sources.model import stem
from lod.workbench import Workbench

# what may depend on the order of rows, or on their numbers as such; full builds know the one that the files have
ORDERED = re.compile(
    r"\b(limit|offset|sample|tablesample|rowid|row_number|rank|dense_rank|percent_rank|cume_dist|ntile|lag|lead|first|last"
    r"|first_value|last_value|nth_value|any_value|arbitrary|arg_\w+|argm\w+|m\w+_by|string_agg|group_concat|listagg"
    r"|array_agg|list|random|distinct\s+on|mode|fetch|generate_subscripts|exclude|columns|rollup|hash)\b"
    r"|_rows?\s*([-+*/%<>=!|]|::|between|in\b)|([-+*/%<>!|]|=)\s*(\w+\.)?_rows?\b"
    r"|\b(min|max|sum|avg|count|abs|mod)\(\s*(distinct\s+)?(\w+\.)?_rows?\b|\border\s+by[^()]*\b_rows?\b",
    re.IGNORECASE,
)
LIST_OF_ROWS = re.compile(r"\blist\(\s*(\w+\.)?_rows?\s*\)", re.IGNORECASE)
# what changes with every build, or has another order now: no view of a dataset reads it but by mistake
INNER = re.compile(
    rf"\b(from|join)\s+\"?({'|'.join(t for t in workbench.TABLES if t != 'edtf')})\b|\"kept\.", re.IGNORECASE
)
SIDE, NUMBER = '"kept.side"', '"kept.n"'  # no column has such a name
DIFFERENT = f"""
SELECT * EXCLUDE {SIDE}, sum({SIDE}) AS {NUMBER} FROM (
  SELECT *, -1 AS {SIDE} FROM {{old}} UNION ALL SELECT *, 1 FROM {{new}}) GROUP BY ALL HAVING {NUMBER} <> 0"""


def affected(views: Mapping[str, str], changed: Iterable[str]) -> dict[str, str]:
    """The views that mention a changed relation, or a view that does."""
    words, found = set(changed), dict[str, str]()
    while True:
        pattern = re.compile(rf"\b({'|'.join(map(re.escape, sorted(words)))})\b", re.IGNORECASE)
        more = {path: q for path, q in views.items() if path not in found and words and pattern.search(q)}
        if not more:
            return found
        found |= more
        words |= {stem(path) for path in more}


def renew(bench: Workbench, dataset: Dataset, tables: Sequence[str], in_order: bool) -> list[str]:
    """Make the views anew that read changed tables.

    tables    the names of the tables that have changed
    returns   the names of the views that have
    raises    Failed, Unusual"""
    dates = _dates(bench, dataset)
    views = affected(dataset.views, [*tables, *(["edtf"] if dates else [])])
    for path, query in views.items():
        code = re.sub(r"--[^\n]*", "", query)
        if not in_order and ORDERED.search(LIST_OF_ROWS.sub("", code)):
            raise Unusual(f"{path} may depend on the order of rows")
        if INNER.search(code):
            raise Unusual(f"{path} reads a table of the workbench")
    for path in views:
        bench.con.execute(f"ALTER TABLE {name(stem(path))} RENAME TO {name('old.' + stem(path))}")
    embedded.create_views(bench.con, views)
    return [stem(path) for path in views if _differs(bench, stem(path))]


def old_tables(bench: Workbench, tables: Collection[str]) -> None:
    """Offer tables as they were."""
    for table in tables:
        now, gone, come = (name(n) for n in (table, f"gone.{table}", f"come.{table}"))
        bench.con.execute(
            f"CREATE TEMP VIEW {name('old.' + table)} AS"
            f" SELECT * FROM {now} WHERE _row NOT IN (SELECT _row FROM {come}) UNION ALL FROM {gone}"
        )


def forget(bench: Workbench, views: Iterable[str]) -> None:
    """Drop the views as they were."""
    for view in views:
        bench.con.execute(f"DROP TABLE IF EXISTS {name('old.' + view)}")


def _differs(bench: Workbench, view: str) -> bool:
    """Tell what has gone from a view and come to it; whether there is any."""
    old, new = name(f"old.{view}"), name(view)
    if [r[:2] for r in bench.con.execute(f"DESCRIBE {old}").fetchall()] != [
        r[:2] for r in bench.con.execute(f"DESCRIBE {new}").fetchall()
    ]:
        raise Unusual(f"{view} has other columns")
    different = name(f"different.{view}")
    bench.con.execute(f"CREATE TEMP TABLE {different} AS {DIFFERENT.format(old=old, new=new)}")
    for kind, sign in (("gone", "<"), ("come", ">")):
        bench.con.execute(
            f"CREATE TEMP TABLE {name(f'{kind}.{view}')} AS"
            f" SELECT * EXCLUDE {NUMBER} FROM {different} WHERE {NUMBER} {sign} 0"
        )
    return bench.number(f"SELECT count(*) FROM {different}") > 0


def _dates(bench: Workbench, dataset: Dataset) -> bool:
    """Bring the table `edtf` up to date; whether it has changed."""
    arms = []
    for table in dataset.tables:
        columns = [c for c in table.columns if c.endswith("_edtf")]
        arms += [f"SELECT {name(c)} AS value FROM {name(table.name)}" for c in columns]
        if {"value", "value_type"} <= set(table.columns):
            arms.append(f"SELECT value FROM {name(table.name)} WHERE value_type = 'edtf'")
    if not arms:
        return False
    wanted = f"SELECT DISTINCT value FROM ({' UNION ALL '.join(arms)}) WHERE value IS NOT NULL"
    gone = bench.number(f"SELECT count(*) FROM edtf WHERE value NOT IN ({wanted})")
    come = set(bench.texts(f"SELECT value FROM ({wanted}) WHERE value NOT IN (SELECT value FROM edtf)"))
    bench.con.execute(f"DELETE FROM edtf WHERE value NOT IN ({wanted})")
    if come - set(dataset.dates):
        raise Unusual("dates that were not read")
    if come:
        embedded.add_dates(bench.con, {text: dataset.dates[text] for text in dataset.dates if text in come})
    return bool(gone or come)
