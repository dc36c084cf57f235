"""Reading is strict and says everything at once; writing gives back what was read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.errors import Failed
from lod.links.model import CLOSE, COLUMNS, EXACT, JUSTIFICATIONS, NO_TERM, NOT, PREDICATES, Link, LinkSet
from lod.links.sssom import decode, read, write

HEADER = """#mapping_set_id: https://example.org/mappings
#license: https://creativecommons.org/publicdomain/zero/1.0/
#curie_map:
#  lab: https://example.org/id/
#  wd: http://www.wikidata.org/entity/
#  skos: http://www.w3.org/2004/02/skos/core#
#  semapv: https://w3id.org/semapv/vocab/
#  sssom: https://w3id.org/sssom/
"""
NAMES = ("subject_id", "predicate_id", "predicate_modifier", "object_id", "mapping_justification", "confidence")
FIRST = "\t".join((*NAMES, "mapping_date", "comment")) + "\n"
GOOD = ("lab:person/a", EXACT, "", "wd:Q1", "semapv:ManualMappingCuration", "0.95", "2026-11-21", "two sources")


def table(*rows: tuple[str, ...]) -> str:
    return HEADER + FIRST + "".join("\t".join(row) + "\n" for row in rows)


def changed(**cells: str) -> tuple[str, ...]:
    return tuple({**dict(zip((*NAMES, "mapping_date", "comment"), GOOD, strict=True)), **cells}.values())


def messages(text: str) -> list[str]:
    with pytest.raises(Failed) as failed:
        read(text, "l.tsv")
    return [str(error) for error in failed.value.errors]


def test_a_row_becomes_a_decision_with_its_line() -> None:
    links = read(table(GOOD), "l.tsv")
    assert links.links[0].subject_id == "lab:person/a"
    assert links.links[0].confidence == Decimal("0.95")
    assert links.links[0].line == 10
    assert links.links[0].published
    assert links.iri(links.links[0].object_id) == "http://www.wikidata.org/entity/Q1"


@pytest.mark.parametrize(
    "cells",
    [{"predicate_modifier": NOT}, {"predicate_id": CLOSE}, {"object_id": NO_TERM}],
    ids=["not", "close", "none"],
)
def test_only_an_exact_match_that_is_not_denied_is_published(cells: dict[str, str]) -> None:
    assert not read(table(changed(**cells)), "l.tsv").links[0].published


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            {"subject_id": "labo:person/a"},
            'l.tsv:10:1: error[L503]: "labo:person/a" does not begin with a prefix of the curie_map; '
            "prefixes are lab, semapv, skos, sssom, wd",
        ),
        (
            {"object_id": "wd:Q01"},
            'l.tsv:10:31: error[L504]: "wd:Q01" is not a Wikidata item; '
            "write wd:Q and the number, or sssom:NoTermFound",
        ),
        (
            {"predicate_id": "skos:match"},
            'l.tsv:10:14: error[L505]: the predicate_id "skos:match" is unknown; it is one of: skos:exactMatch, '
            "skos:closeMatch, skos:broadMatch, skos:narrowMatch, skos:relatedMatch",
        ),
        (
            {"predicate_modifier": "not"},
            'l.tsv:10:30: error[L505]: the predicate_modifier "not" is unknown; it is one of: nothing, Not',
        ),
        (
            {"mapping_justification": "semapv:ManualMapping"},
            'l.tsv:10:37: error[L506]: "semapv:ManualMapping" is not a justification; '
            'did you mean "semapv:ManualMappingCuration"?',
        ),
        (
            {"confidence": "1.01"},
            'l.tsv:10:66: error[L507]: the confidence "1.01" is not between 0 and 1; write for example 0.95',
        ),
        (
            {"mapping_date": "2026-02-30"},
            'l.tsv:10:71: error[L508]: the mapping_date "2026-02-30" is not a day; write YYYY-MM-DD',
        ),
        (
            {"mapping_date": "20261121"},
            'l.tsv:10:71: error[L508]: the mapping_date "20261121" is not a day; write YYYY-MM-DD',
        ),
    ],
)
def test_a_wrong_cell_is_named_with_its_place(cells: dict[str, str], message: str) -> None:
    assert messages(table(changed(**cells))) == [message]


@pytest.mark.parametrize("value", ["", "-0.1", "1e-1", "NaN", "0,5", "\u0660.\u0665", ".5", "2"])
def test_a_confidence_is_a_share_in_plain_digits(value: str) -> None:
    assert [m.split(": ")[1] for m in messages(table(changed(confidence=value)))] == ["error[L507]"]


@pytest.mark.parametrize("value", ["wd:Q", "wd:Q0", "wd:P31", "wd:q1", "lab:Q1", "sssom:NoTerm", "wd:Q1 "])
def test_an_object_is_an_item_or_none(value: str) -> None:
    assert "L504" in "".join(messages(table(changed(object_id=value))))


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (
            {},
            "l.tsv:11:1: error[L509]: lab:person/a skos:exactMatch wd:Q1 is already in line 10; "
            "keep one of the two rows",
        ),
        (
            {"object_id": "wd:Q2"},
            "l.tsv:11:1: error[L510]: lab:person/a skos:exactMatch wd:Q2 is a second exactMatch; line 10 has wd:Q1; "
            "one item per entity: make one of them closeMatch, or reject it with Not",
        ),
        (
            {"subject_id": "lab:person/b"},
            "l.tsv:11:1: error[L511]: lab:person/b skos:exactMatch wd:Q1 takes the item that line 10 gives to "
            "lab:person/a; one entity per item: make one of them closeMatch, or merge the two entities",
        ),
        (
            {"predicate_modifier": NOT},
            "l.tsv:11:1: error[L512]: lab:person/a Not skos:exactMatch wd:Q1 contradicts line 10: lab:person/a "
            "skos:exactMatch wd:Q1; decide which holds and remove the other",
        ),
        (
            {"object_id": NO_TERM},
            "l.tsv:11:1: error[L512]: lab:person/a skos:exactMatch sssom:NoTermFound contradicts line 10: lab:person/a "
            "skos:exactMatch wd:Q1; decide which holds and remove the other",
        ),
    ],
)
def test_two_rows_that_exclude_each_other_are_named(second: dict[str, str], message: str) -> None:
    assert messages(table(GOOD, changed(**second))) == [message]


def test_many_items_may_be_rejected_or_near_and_shared_as_such() -> None:
    rows = [
        changed(predicate_modifier=NOT, object_id="wd:Q2"),
        changed(predicate_modifier=NOT, object_id="wd:Q3"),
        changed(predicate_id=CLOSE, object_id="wd:Q4"),
        changed(subject_id="lab:person/b", predicate_id=CLOSE, object_id="wd:Q4"),
        changed(subject_id="lab:person/b", predicate_modifier=NOT),
        changed(subject_id="lab:person/b", object_id=NO_TERM),
        changed(subject_id="lab:person/c", object_id=NO_TERM),
    ]
    assert len(read(table(GOOD, *rows), "l.tsv").links) == 8


def test_a_row_has_as_many_fields_as_the_first() -> None:
    expected = "one tab between two fields, also where a field is empty"
    assert messages(table((*GOOD, "x"), GOOD[:-1], ())) == [
        f"l.tsv:10: error[L513]: this row has 9 fields, the first row has 8; {expected}",
        f"l.tsv:11: error[L513]: this row has 7 fields, the first row has 8; {expected}",
        f"l.tsv:12: error[L513]: this row has 0 fields, the first row has 8; {expected}",
    ]


def test_columns_are_known_complete_and_named_once() -> None:
    assert messages(HEADER + FIRST.replace("predicate_id", "predicat_id").replace("comment", "subject_id")) == [
        'l.tsv:9: error[L502]: the links lack the column "predicate_id"; '
        "add it to the first row; columns are separated by tabs",
        'l.tsv:9:12: error[L501]: links have no column "predicat_id"; did you mean "predicate_id"?',
        'l.tsv:9:99: error[T203]: two columns are called "subject_id"; rename one of them',
    ]


def test_a_file_without_columns_is_refused() -> None:
    assert [m.split(";")[0] for m in messages(HEADER)] == ["l.tsv:9: error[T202]: the table has no header row"]


def test_the_header_says_what_the_set_is_and_nothing_unreadable() -> None:
    text = table(GOOD).replace("#license: ", "#licence=").replace("#mapping_set_id:", "#mapping_set_version:")
    line = "#licence=https://creativecommons.org/publicdomain/zero/1.0/"
    assert messages(text) == [
        "l.tsv:1: error[L514]: the header of the links lacks license; add the line #license: …",
        "l.tsv:1: error[L514]: the header of the links lacks mapping_set_id; add the line #mapping_set_id: …",
        f"l.tsv:2:1: error[L514]: the header of the links has the line '{line}'; write #name: value",
    ]


def test_quotes_that_do_not_close_are_named() -> None:
    found = messages(table(changed(comment='"open')))
    assert [m.split(":")[2] for m in found] == [" error[T205]"]


def test_places_count_characters_of_the_line_also_behind_quotes() -> None:
    row = changed(subject_id='"lab:person/a"', confidence="2")
    assert messages(table(row)) == [
        'l.tsv:10:68: error[L507]: the confidence "2" is not between 0 and 1; write for example 0.95'
    ]


def test_everything_wrong_is_said_at_once() -> None:
    codes = [m.split("[")[1][:4] for m in messages(table(changed(confidence="2", object_id="Q1"), GOOD[:3]))]
    assert codes == ["L503", "L504", "L507", "L513"]


def test_bytes_that_are_not_utf8_are_named_by_position() -> None:
    with pytest.raises(Failed) as failed:
        decode(b"#a\n\xffb", "l.tsv")
    assert str(failed.value) == "l.tsv:2: error[T201]: byte 3 is not UTF-8 (0xFF); save the file as UTF-8"


def test_a_byte_order_mark_and_windows_line_ends_are_accepted() -> None:
    text = table(GOOD)
    windows = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert read(decode(windows, "l.tsv"), "l.tsv") == read(text, "l.tsv")


def test_a_field_with_a_line_break_is_not_written() -> None:
    link = Link("lab:person/a", EXACT, "wd:Q1", JUSTIFICATIONS[0], Decimal(1), "2026-11-21", comment="a\nb")
    with pytest.raises(ValueError, match="line break"):
        write(LinkSet((), COLUMNS, {}, (link,)))


TEXTS = st.text(st.characters(exclude_characters="\r\n", codec="utf-8"))
SHARES = st.integers(0, 1000).map(lambda n: Decimal(n) / 1000)
DAYS = st.dates().map(str)


@st.composite
def decisions(draw: st.DrawFn) -> tuple[Link, ...]:
    numbers = draw(st.lists(st.integers(1, 10**9), unique=True, max_size=5))  # one item each: nothing to contradict
    return tuple(
        Link(
            subject_id=f"lab:person/s{number}",
            predicate_id=draw(st.sampled_from(PREDICATES)),
            object_id=f"wd:Q{number}",
            mapping_justification=draw(st.sampled_from(JUSTIFICATIONS)),
            confidence=draw(SHARES),
            mapping_date=draw(DAYS),
            subject_label=draw(TEXTS),
            predicate_modifier=draw(st.sampled_from(["", NOT])),
            object_label=draw(TEXTS),
            author_label=draw(TEXTS),
            match_string=draw(TEXTS),
            comment=draw(TEXTS),
        )
        for number in numbers
    )


@given(decisions(), st.permutations(COLUMNS))
def test_what_is_written_can_be_read_and_written_again(links: tuple[Link, ...], columns: list[str]) -> None:
    prefixes = read(table(), "l.tsv").prefixes
    whole = LinkSet(tuple(HEADER.splitlines()), tuple(columns), prefixes, links)
    assert read(write(whole), "l.tsv") == whole
    assert write(read(write(whole), "l.tsv")) == write(whole)
