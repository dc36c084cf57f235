"""The evidence gate: what a cited passage bears out passes, one changed digit does not."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lod.archive import Archive, document, read_archive, text_digest
from lod.evidence.claims import check_claims
from lod.evidence.figures import figures
from lod.evidence.gate import check_evidence
from lod.evidence.model import TABLES, Row
from lod.evidence.offsets import Passage, passage_id, read_passages
from lod.evidence.tables import read_rows, sources_of
from lod.evidence.wanted import wanted_of_date, wanted_of_text
from lod.evidence.wording import names_it, prints, wording

ROOT = Path(__file__).parents[1]
SEEDS, FACTS = ROOT.parent / "shared" / "seeds", ROOT / "mappings" / "facts"


def read_facts() -> dict[str, tuple[Row, ...]]:
    return {file.stem: read_rows(file, f"mappings/facts/{file.name}") for file in sorted(FACTS.glob("*.csv"))}


needs_the_real_tables = pytest.mark.skipif(
    not (SEEDS.is_dir() and (FACTS / "passages.csv").is_file()),
    reason="the archived texts are not beside the repository, or there are no fact tables",
)

TEXT = (
    "Luis Emilio Recabarren founded the Socialist Workers' Party (POS) in Iquique on 4 June 1912.\n"
    "In '22 it became the Communist Party of Chile, with 1.3 million pesos and twenty-one sections.\n"
    "I was a typesetter; we printed the paper of the POS ourselves.\n"
)
Cells = Mapping[str, str]
CLAIM: Cells = {"basis": "stated", "certainty": "high", "rank": "normal", "inferred": "", "reason": "", "note": ""}


def rows(table: str, *cells: Cells) -> tuple[Row, ...]:
    return tuple(Row(f"{table}.csv", line, values) for line, values in enumerate(cells, 2))


def passage(text: str, start: int, end: int, speaker: str = "organization/editors") -> Cells:
    lines = {"line_from": str(text.count("\n", 0, start) + 1), "line_to": str(text.count("\n", 0, end - 1) + 1)}
    offsets = {"source_id": "005", "char_start": str(start), "char_end": str(end)}
    name, digest = passage_id("005", start, end), text_digest(text[start:end])
    return {"passage_id": name, **offsets, **lines, "digest": digest, "speaker": speaker}


def naming(entity: str, name: str, cited: str, **more: str) -> Cells:
    base = {"naming_id": f"n-{name}", "entity": entity, "name": name, "name_type": "preferred", "lang": ""}
    return {**base, "passages": cited, **CLAIM, **more}


def attribute(subject: str, value: str, value_type: str, cited: str, **more: str) -> Cells:
    base = {"attribute_id": "at-1", "subject": subject, "property": "x", "value": value, "value_type": value_type}
    return {**base, "passages": cited, **CLAIM, **more}


FIRST, SECOND, THIRD = TEXT.splitlines(keepends=True)
ONE = passage(TEXT, 0, len(FIRST))
TWO = passage(TEXT, len(FIRST), len(FIRST + SECOND))
THREE = passage(TEXT, len(FIRST + SECOND), len(TEXT), "person/luis-emilio-recabarren")
P1, P2, P3 = (cells["passage_id"] for cells in (ONE, TWO, THREE))
MEMBERSHIP: Cells = {
    "membership_id": "m-recabarren-pos",
    "member": "person/luis-emilio-recabarren",
    "organization": "pos",
    "role": "founder",
    "start_edtf": "1912-06-04",
    "end_edtf": "1922",
    "dates_as_stated": "4 June 1912; '22",
    "passages": f"{P1};{P2};{P3}",
    **CLAIM,
}
TABLES_OF_TEXT: Mapping[str, tuple[Row, ...]] = {
    "sources": rows("sources", {"source_id": "005", "file": "005.txt", "sha256": ""}),
    "source_parts": rows(
        "source_parts",
        {
            "part_id": "a",
            "source_id": "005",
            "char_start": "0",
            "char_end": str(len(TEXT)),
            "speaker": "organization/editors",
        },
        {
            "part_id": "b",
            "source_id": "005",
            "char_start": "",
            "char_end": "",
            "line_from": "3",
            "line_to": "3",
            "speaker": "person/luis-emilio-recabarren",
        },
    ),
    "passages": rows("passages", ONE, TWO, THREE),
    "events": rows("events", {"event_id": "founding", "label_en": "Founding of the POS", "passages": P1, **CLAIM}),
    "names": rows(
        "names",
        naming("person/luis-emilio-recabarren", "Luis Emilio Recabarren", P1),
        naming("organization/pos", "POS", f"{P1};{P3}"),
        naming("organization/pc-chile", "Communist Party of Chile", P2),
        naming("place/iquique", "Iquique", P1),
        naming("place/chile", "Chile", P2),
    ),
    "attributes": rows(
        "attributes",
        attribute("event/founding", "place/iquique", "entity", P1),
        attribute("organization/pc-chile", "21 sections, 1.3 million pesos", "literal", P2),
    ),
    "memberships": rows("memberships", MEMBERSHIP),
    "org_changes": rows(
        "org_changes",
        {"change_id": "oc-1", "date_edtf": "1922", "original": "pos", "resulting": "pc-chile"}
        | {"passages": f"{P2};{P3}", **CLAIM},
    ),
}
ARCHIVE = Archive({"005": document("005", TEXT)})


def changed(table: str, line: int, **cells: str) -> dict[str, Sequence[Row]]:
    """The tables with other cells in one row."""
    new = [replace(row, values={**row.values, **cells}) if row.line == line else row for row in TABLES_OF_TEXT[table]]
    return {**TABLES_OF_TEXT, table: new}


def test_facts_with_evidence_pass() -> None:
    assert [str(finding) for finding in check_evidence(TABLES_OF_TEXT, ARCHIVE)] == []


PLANTED = [
    ("E601", changed("passages", 2, char_end="99999"), "99999"),
    ("E601", changed("passages", 2, source_id="006"), "006"),
    ("E601", changed("memberships", 2, passages=f"{P1};{P2};p-005-000001-000002"), "p-005-000001-000002"),
    ("E601", changed("memberships", 2, passages=""), "cites no passage"),
    ("E602", changed("passages", 2, digest="0123456789abcdef"), "0123456789abcdef"),
    ("E603", changed("passages", 2, line_to="2"), "line_to"),
    ("E603", changed("passages", 2, speaker="person/luis-emilio-recabarren"), "organization/editors"),
    ("E603", changed("passages", 4, speaker=""), "person/luis-emilio-recabarren"),
    ("E604", changed("memberships", 2, start_edtf="1913-06-04"), "the year 1913"),
    ("E604", changed("memberships", 2, start_edtf="1912-07-04"), "the month 7"),
    ("E604", changed("memberships", 2, start_edtf="1912-06-05"), "the day 5"),
    ("E604", changed("memberships", 2, dates_as_stated="in '23"), "the year '23"),
    ("E604", changed("attributes", 3, value="21 sections, 1.4 million pesos"), "the number 1400000"),
    ("E605", changed("memberships", 2, organization="mir"), "organization/mir"),
    ("E605", changed("org_changes", 2, resulting="pc-chile;mir"), "organization/mir"),
    ("E605", changed("attributes", 2, value="place/santiago"), "place/santiago"),
    ("E605", changed("events", 2, passages=f"{P1};{P2}"), P2),
    ("E606", changed("names", 2, name="Luis Emilio Récabarren"), "Récabarren"),
    ("E607", changed("memberships", 2, inferred="end_edtf"), "end_edtf is inferred without a reason"),
    ("E607", changed("memberships", 2, inferred="end", reason="known"), 'inferred names "end"'),
    ("E607", changed("memberships", 2, inferred="note", reason="known"), 'inferred names "note"'),
    ("E607", changed("memberships", 2, basis="inferred", reason="known"), "the basis is inferred"),
    ("E609", changed("memberships", 2, note="long " * 41), "note has 205 characters"),
]


@pytest.mark.parametrize(("code", "tables", "said"), PLANTED)
def test_a_planted_error_gives_its_code_and_place(code: str, tables: Mapping[str, Sequence[Row]], said: str) -> None:
    findings = check_evidence(tables, ARCHIVE)
    assert {finding.code for finding in findings} == {code}
    assert any(said in str(finding) for finding in findings)
    assert all(finding.place and finding.place.line > 1 for finding in findings)


def test_a_name_that_is_not_printed_is_found() -> None:
    native = naming("organization/pos", "Partido Obrero Socialista", P1)
    tables = {**TABLES_OF_TEXT, "names": (*TABLES_OF_TEXT["names"], *rows("names", native))}
    assert [finding.code for finding in check_evidence(tables, ARCHIVE)] == ["E606"]


def test_a_source_that_cannot_be_read_is_reported_once(tmp_path: Path) -> None:
    archive = read_archive(tmp_path, sources_of(TABLES_OF_TEXT))
    assert [finding.code for finding in check_evidence(TABLES_OF_TEXT, archive)] == ["E610"]


def test_a_confessed_column_needs_no_evidence() -> None:
    tables = changed("memberships", 2, end_edtf="1924-12-19", inferred="end_edtf", reason="common knowledge")
    assert check_evidence(tables, ARCHIVE) == ()


def test_a_finding_names_row_column_value_and_passages() -> None:
    (finding,) = check_evidence(changed("memberships", 2, end_edtf="1923"), ARCHIVE)
    start = 'memberships.csv:2: error[E604]: m-recabarren-pos: end_edtf "1923": the year 1923 not found in '
    assert str(finding).startswith(f"{start}{P1}, {P2}, {P3}; correct the value")


def test_only_his_own_first_person_stands_for_a_name() -> None:
    silent = passage(TEXT, TEXT.index("typesetter"), len(TEXT), "organization/editors")
    tables = changed("memberships", 2, passages=silent["passage_id"], start_edtf="", end_edtf="", dates_as_stated="")
    tables["passages"] = rows("passages", ONE, TWO, THREE, {**silent, "speaker": "person/luis-emilio-recabarren"})
    assert check_evidence(tables, ARCHIVE) == ()
    tables["passages"] = rows("passages", ONE, TWO, THREE, silent)
    assert {"E605"} < {finding.code for finding in check_evidence(tables, ARCHIVE)}


# ---- names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("the Fourth Inter-\nnational", "Fourth International", True),
        ("the Fourth Inter-\n\nnational", "Fourth International", True),
        ("of the COTP-\nCI", "COTP-CI", True),
        ("RAMIRO MENDEZ", "Ramiro Méndez", True),
        ("the Socialist Workers Partys committee", "Socialist Workers Party", True),
        ("Chile’s capital", "Chile", True),
        ("they cut the wire", "CUT", False),
        ("founder of the CUT", "CUT", True),
        ("by heart", "Heart", False),
        ("called “Heart”", "Heart", True),
        ("in Chilean hands", "Chile", False),
        ("Marxism", "Marx", False),
        ("anything", "…", False),
    ],
)
def test_names_are_found_as_print_has_them(text: str, name: str, found: bool) -> None:
    assert names_it(wording(text), name) is found


def test_a_naming_must_have_the_accents_of_the_print() -> None:
    assert prints(wording("Ramiro Mendez"), "Ramiro Mendez")
    assert not prints(wording("Ramiro Mendez"), "Ramiro Méndez")


# ---- figures ---------------------------------------------------------------------------------------------------

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"]
MONTHS += ["November", "December"]
MESES = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre"]
MESES += ["noviembre", "diciembre"]
DATE_STYLES: list[Callable[[date], str]] = [
    lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
    lambda d: f"{MONTHS[d.month - 1][:3]}. {d.day}, {d.year}",
    lambda d: f"the {d.day}th of {MONTHS[d.month - 1].upper()} {d.year}",
    lambda d: f"{d.day} de {MESES[d.month - 1]} de {d.year}",
    lambda d: d.isoformat(),
]
NUMBER_STYLES: list[Callable[[int], str]] = [str, "{:,}".format, lambda n: f"{n:,}".replace(",", ".")]


@given(st.integers(1, 99_999_999), st.sampled_from(NUMBER_STYLES), st.data())
def test_a_changed_digit_of_a_number_is_not_in_the_passage(
    number: int, style: Callable[[int], str], data: st.DataObject
) -> None:
    stated, value = figures(f"The union counted {style(number)} members in the port."), str(number)
    assert all(wanted.is_in(stated) for wanted in wanted_of_text(value))
    other = with_other_digit(value, data.draw(st.integers(0, len(value) - 1)), data.draw(st.integers(1, 9)))
    assert not all(wanted.is_in(stated) for wanted in wanted_of_text(other))


@given(st.dates(date(1800, 1, 1), date(2899, 12, 31)), st.sampled_from(DATE_STYLES), st.data())
def test_a_changed_digit_of_a_date_is_not_in_the_passage(
    day: date, style: Callable[[date], str], data: st.DataObject
) -> None:
    stated, value = figures(f"They met on {style(day)} in the port."), day.isoformat()
    assert all(wanted.is_in(stated) for wanted in wanted_of_date(value))
    at = data.draw(st.sampled_from([i for i, character in enumerate(value) if character != "-"]))
    other = with_other_digit(value, at, data.draw(st.integers(1, 9)))
    assert not all(wanted.is_in(stated) for wanted in wanted_of_date(other))


@given(st.integers(1900, 2099), st.sampled_from(["'", "\u2019", "\u2018", "\u00b4", "\u2039"]), st.data())
def test_a_changed_digit_of_a_short_year_is_not_in_the_passage(year: int, mark: str, data: st.DataObject) -> None:
    stated, value = figures(f"the rise of {mark}{year % 100:02d}."), str(year)
    assert all(wanted.is_in(stated) for wanted in wanted_of_date(value))
    other = with_other_digit(value, data.draw(st.integers(0, 3)), data.draw(st.integers(1, 9)))
    assert not all(wanted.is_in(stated) for wanted in wanted_of_date(other))


def with_other_digit(value: str, at: int, step: int) -> str:
    return f"{value[:at]}{(int(value[at]) + step) % 10}{value[at + 1 :]}"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("in 1964/1965", "[1964,1965]"),
        ("fore returning, in \u201886/\u20197, I", "1986"),
        ("between 1964-65", "[1964..1965]"),
        ("in 86/87", "[1986,1987]"),
        ("2011\u201313", "2011/2013"),
        ("at the end of the 1960s", "196X"),
        ("the \u201970s", "197X"),
        ("in the nineties", "199X"),
        ("in the mid to late 1990s", "[1990..1999]"),
        ("in the 20th century", "19XX"),
        ("on May Day in 2006 and 2007", "2006-05-01"),
        ("April 24 and 25, 2024", "2024-04-25"),
        ("24-25 April 2024", "2024-04-24"),
        ("on 11/9/1973", "1973-09-11"),
        ("until 03.1988", "1988-03"),
    ],
)
def test_a_date_is_found_as_print_has_it(text: str, value: str) -> None:
    stated = figures(text)
    assert [str(wanted) for wanted in wanted_of_date(value) if not wanted.is_in(stated)] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("we may march", "1968-05"),
        ("we may march", "1968-03"),
        ("in Mar del Plata", "1968-03"),
        ("20 people on 25 October 2019", "2019-10-20"),
        ("Bolivia (20023)", "2003"),
        ("with 21,968 votes", "1968"),
        ("the 1960s", "1961"),
        ("the 1960s", "1960"),
        ("2019-10-25", "2010"),
        ("in 1968", "1X68"),
        ("in 1973", "1973-9-1"),
    ],
)
def test_a_date_is_not_read_into_other_words(text: str, value: str) -> None:
    stated = figures(text)
    assert not all(wanted.is_in(stated) for wanted in wanted_of_date(value))


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ("1.3 million people", "1300000", True),
        ("more than a quarter of the vote", "25", True),
        ("half the population", "50", True),
        ("half a million", "500000", True),
        ("over a hundred thousand", "100000", True),
        ("two hundred and six", "206", True),
        ("Twenty-one sections", "21", True),
        ("its 600 thousand dead", "600,000", True),
        ("two dozen", "24", True),
        ("58,16 per cent", "58.16", True),
        ("58.16%", "58.16", True),
        ("12 300 workers", "12,300", True),
        ("21.387 votos", "21387", True),
        ("1,234,567.5 pesos", "1234567.5", True),
        ("21,387.5 pesos", "21,387.5", True),
        ("on 10.10.2019", "10.10.2019", True),
        ("in 1982-86", "1982-86", True),
        ("13 percent in 2017", "17", False),
        ("30,000 jobs", "0", False),
        ("in 1970 5 people", "1975", False),
        ("two, three", "5", False),
        ("five and six", "11", False),
    ],
)
def test_a_number_is_found_as_print_has_it(text: str, value: str, found: bool) -> None:
    stated = figures(text)
    assert all(wanted.is_in(stated) for wanted in wanted_of_text(value)) is found


@given(st.one_of(st.text(), st.text("0123456789.,-/'X\u2019 s\nhundred")))
def test_any_text_can_be_read_and_asked_for(text: str) -> None:
    stated = figures(text)
    assert all(isinstance(wanted.is_in(stated), bool) for wanted in (*wanted_of_text(text), *wanted_of_date(text)))


# ---- source text in the project --------------------------------------------------------------------------------


def test_eight_words_of_a_source_are_found_with_their_place() -> None:
    copied = "Notes\n\n* it became   the *communist* Party of CHILE, with much else\n"
    (finding,) = check_evidence({}, ARCHIVE, {"docs/a.md": copied})
    assert str(finding).startswith("docs/a.md:3:3: error[E608]: 8 words in a row also stand in source 005, line 2")


def test_seven_words_of_a_source_may_stand() -> None:
    assert check_evidence({}, ARCHIVE, {"docs/a.md": "it became the Communist Party of Chile\nand with"}) == ()


@given(st.data())
def test_any_eight_words_of_a_source_are_found_whatever_stands_between(data: st.DataObject) -> None:
    found = re.findall(r"[^\W_]+", TEXT)
    start = data.draw(st.integers(0, len(found) - 8))
    gap = st.text(" \n,;*_|<>-", min_size=1, max_size=3)
    copied = "".join(data.draw(gap) + word.upper() for word in found[start : start + 8])
    assert [finding.code for finding in check_evidence({}, ARCHIVE, {"a.md": copied})] == ["E608"]


# ---- the real tables -------------------------------------------------------------------------------------------


@needs_the_real_tables
def test_every_fact_has_evidence() -> None:
    tables = read_facts()
    archive = read_archive(SEEDS, sources_of(tables))
    texts = {path.name: path.read_text(encoding="utf-8") for path in FACTS.glob("*.csv")}
    assert [str(finding) for finding in check_evidence(tables, archive, texts)] == []


@needs_the_real_tables
@given(st.integers(min_value=0), st.integers(min_value=0), st.integers(1, 9))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_one_changed_digit_of_a_real_fact_is_found(which: int, where: int, step: int) -> None:
    tables, passages, claims = real_claims()
    row, column, cited = claims[which % len(claims)]
    value = row.cell(column)
    at = [i for i, character in enumerate(value) if character.isdigit()][where % sum(map(str.isdigit, value))]
    other = with_other_digit(value, at, step)
    number = next(m[0] for m in re.finditer(r"\d+", other) if m.start() <= at < m.end())
    # another number of the passage is evidence too; words for small numbers and edges of decades are tested above
    assume(int(number) > 31 and int(number) % 10 not in (0, 9))
    assume(not {number, number[-2:]} & set(re.findall(r"\d+", cited)))
    table, columns = Path(row.file).stem, {**row.values, column: other}
    one_row = {**{name: () for name in tables if name in TABLES}, "names": tables["names"]}
    one_row[table] = (replace(row, values=columns),)
    findings = check_claims({**tables, **one_row}, passages, set(passages))
    assert (row.place, "E604", column, other) in [
        (f.place, f.code, f.facts.get("column"), f.facts.get("value")) for f in findings
    ]


@cache
def real_claims() -> tuple[dict[str, tuple[Row, ...]], dict[str, Passage], list[tuple[Row, str, str]]]:
    """The real tables and passages, and every cell with digits that passes, with the text it cites."""
    tables = read_facts()
    archive = read_archive(SEEDS, sources_of(tables))
    passages = read_passages(tables["passages"], archive)
    wrong = {finding.place for finding in check_evidence(tables, archive)}
    found = []
    for table, columns in TABLES.items():
        for row in tables[table]:
            cited = "\n".join(passages[name].text for name in row.parts("passages") if name in passages)
            for column in (*columns.dates, *columns.numbers, *(["value"] if table == "attributes" else [])):
                dated = table != "attributes" or row.cell("value_type") in ("edtf", "literal")
                has_digit = any(map(str.isdigit, row.cell(column)))
                if has_digit and dated and column not in row.parts("inferred") and row.place not in wrong:
                    found.append((row, column, cited))
    return tables, passages, found


@needs_the_real_tables
@pytest.mark.bench
def test_the_whole_dataset_is_checked_in_a_moment() -> None:
    start = time.perf_counter()
    tables = read_facts()
    texts = {path.name: path.read_text(encoding="utf-8") for path in FACTS.glob("*.csv")}
    check_evidence(tables, read_archive(SEEDS, sources_of(tables)), texts)
    assert time.perf_counter() - start < 1.5
