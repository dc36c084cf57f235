"""The published names find their entities, and misspelt ones mostly do.

A name that several entities have finds any of them: no service can tell which is meant, so the first candidate counts
as right if it has the name of the query, as far as letters go (without capitals, accents, spaces and signs)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from lod.reconciliation.book import Book
from tests.reconciliation import books


@pytest.fixture(scope="module")
def known(root: Path) -> Book:
    return books.of_dataset(root)


def share(known: Book, asked: list[tuple[int, str, str]]) -> tuple[float, list[str]]:
    """How many of some queries have the right first candidate, and those that have not."""
    missed = []
    for row, name, text in asked:
        found = books.first(known, text)
        if found is None or (found != row and not books.bears(known, found, name)):
            missed.append(text)
    return 1 - len(missed) / len(asked), missed


def test_every_label_alias_and_abbreviation_finds_its_entity(known: Book) -> None:
    asked = [(row, name, name) for row, name in books.called(known)]
    assert len(asked) > 1000
    assert share(known, asked) == (1.0, [])


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 6))])
def test_a_slip_in_a_name_seldom_matters(known: Book, seed: int) -> None:
    chance = random.Random(seed)
    asked = [(row, name, books.slipped(name, chance)) for row, name in books.called(known)]
    hits, missed = share(known, asked)
    assert hits >= 0.95, missed


def test_capitals_and_accents_do_not_matter(known: Book) -> None:
    asked = [(row, name, name.upper()) for row, name in books.called(known)]
    assert share(known, asked) == (1.0, [])


def test_an_inverted_name_finds_its_person(known: Book) -> None:
    people = [(row, name) for row, name in books.called(known) if known.things.rows[row].kind == "person"]
    asked = []
    for row, name in people:
        given, _, surname = name.rpartition(" ")
        if given and "(" not in name and "," not in name and '"' not in name:
            asked.append((row, name, f"{surname}, {given}"))
    hits, missed = share(known, asked)
    assert hits == 1.0, missed
