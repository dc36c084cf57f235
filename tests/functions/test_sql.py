"""The SQL of a function gives what its Python gives, for any text."""

from __future__ import annotations

import unicodedata
from itertools import product

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lod.functions import cases, grel, slugs, texts
from lod.functions.catalogue import FUNCTIONS
from lod.functions.model import Function
from lod.sources.tables import SLUG

WITH_SQL = [function for function in FUNCTIONS.values() if function.sql is not None]
ODD = [
    "", "ß", "\u0130", "\u0131", "ΣΑΣ", "\u01c5", "ﬃ", "e\u0301\u0327", "👩\u200d👩\u200d👧", "\x01\x1f\x7f\x85",
    "\u00a0\u3000 x ", "ŉ\u0390\u1f80", "'", "\\", "%_", "$1", "\u2019", "Núñez", "\U00010400\U00010428", "\ufeff",
]  # fmt: skip
NUMBERS = ["0", "1", "-1", "2", "-2", "-0", "007", "1.5", "+1", " 1", "9999999999"]
CONTROL = [*NUMBERS, "true", "false", "True", "a", "-", "._-"]
ALPHABET = st.one_of(
    st.characters(exclude_characters="\0", codec="utf-8"),
    st.sampled_from("aAbß\u0130\u0131\u03c3ΣςéÑñ'-._ \t\n\u00a0\u0301\u0345ﬁǅ01,;/"),
)
TEXTS = st.one_of(st.sampled_from(ODD + CONTROL), st.text(ALPHABET, max_size=12))


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def ask(
    database: duckdb.DuckDBPyConnection, function: Function, rows: list[tuple[str | None, ...]]
) -> list[str | None]:
    """The results of SQL over a table, in the order of its rows."""
    assert function.sql is not None
    names = [f"c{number}" for number in range(len(function.parameters))]
    values = ", ".join(f"({number}, {', '.join('?' for _ in names)})" for number in range(len(rows)))
    typed = ", ".join(f"{name}::VARCHAR AS {name}" for name in names)
    table = f"(SELECT n, {typed} FROM (VALUES {values}) AS v(n, {', '.join(names)}))"
    query = f"SELECT {function.sql(names)} AS result, typeof(result) FROM {table} ORDER BY n"
    found = database.execute(query, [cell for row in rows for cell in row]).fetchall()
    assert {kind for _, kind in found} == {"VARCHAR"}
    return [result for result, _ in found]


@pytest.mark.parametrize("function", WITH_SQL, ids=lambda f: f.iri)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_sql_and_python_agree_on_random_texts(
    database: duckdb.DuckDBPyConnection, function: Function, data: st.DataObject
) -> None:
    row = st.tuples(*[st.one_of(TEXTS, st.none()) for _ in function.parameters])
    rows = data.draw(st.lists(row, min_size=1, max_size=12))
    rows += [tuple(r[0] for _ in r) for r in rows]  # the same text everywhere: things that are equal
    assert ask(database, function, rows) == [function.python(*row) for row in rows]


@pytest.mark.parametrize("function", WITH_SQL, ids=lambda f: f.iri)
def test_sql_and_python_agree_on_odd_texts_and_on_none(database: duckdb.DuckDBPyConnection, function: Function) -> None:
    few = (
        [*ODD, *CONTROL, None]
        if len(function.parameters) < 3
        else ["", "aß-b-\u0130", "-", "b", "1", "-1", "true", None]
    )
    rows = list(product(few, repeat=len(function.parameters)))[:5000]
    assert ask(database, function, rows) == [function.python(*row) for row in rows]


@pytest.mark.parametrize("function", [f for f in WITH_SQL if len(f.parameters) == 1], ids=lambda f: f.iri)
def test_sql_and_python_agree_on_each_character(database: duckdb.DuckDBPyConnection, function: Function) -> None:
    assert function.sql is not None
    known = [c for c in map(chr, range(1, 0x110000)) if unicodedata.category(c) not in ("Cs", "Co", "Cn")]
    database.execute("CREATE OR REPLACE TABLE characters AS SELECT unnest(?::VARCHAR[]) AS c", [known])
    found = database.execute(f"SELECT c, {function.sql(['c'])} FROM characters").fetchall()
    assert len(found) == len(known)
    assert [(c, result) for c, result in found if result != function.python(c)] == []


def test_calls_may_stand_in_each_other(database: duckdb.DuckDBPyConnection) -> None:
    upper, chomp, substring = cases.upper_sql, grel.chomp_sql, grel.substring_sql
    inner = chomp([upper(["'straße'"]), upper(["'ße'"])])
    outer = [upper([inner]), chomp([inner, upper([inner])]), substring([inner, texts.trim_sql(["' 1'"]), "NULL"])]
    query = f"SELECT {', '.join(outer)}"
    assert database.execute(query).fetchone() == ("STRA", "", "TRA")


@given(st.text(ALPHABET, max_size=12))
@example("Workers’ Party of São Paulo")
def test_a_slug_is_a_key_of_a_table_and_stays_as_it_is(text: str) -> None:
    slug = slugs.slug(text)
    if slug is not None:
        assert SLUG.fullmatch(slug)
        assert slug == slug.lower() == slugs.slug(slug)


@given(st.from_regex(r"[A-Za-z0-9]+([-._]+[A-Za-z0-9]+)*", fullmatch=True))
def test_a_key_of_a_table_is_its_own_slug_in_small_letters(key: str) -> None:
    assert slugs.slug(key) == key.lower()


@given(st.text(ALPHABET, max_size=8), st.sampled_from(["\u0301", "\u0308", "\u0327", "\u0303"]))
def test_accents_do_not_change_a_slug(text: str, accent: str) -> None:
    marked = "".join(c + accent * (c.isascii() and c.isalpha()) for c in text)
    assert (
        slugs.slug(marked) == slugs.slug(text) == slugs.slug(unicodedata.normalize("NFD", text)) or not text.isascii()
    )
