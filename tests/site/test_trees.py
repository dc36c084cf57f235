"""Family trees tell what was there in each year, never surer than the sources, with a source for every line."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.site.pictures import lineage
from lod.site.pictures.families import families
from lod.site.pictures.lineage import ABSENT, OPEN, PERHAPS, THERE, Change, Lineage, Tie, Told, state
from lod.site.pictures.times import Span, of_date
from tests.site import sites

ROLES = {
    "date": ["ex:date"],
    "change": ["ex:change"],
    "final": ["https://example.org/rail/id/merger"],
    "passage": ["ex:in"],
    "source": ["ex:of"],
    "about": ["ex:about"],
}


def change(name: str, before: str, after: str, date: str, final: bool = False) -> Change:
    return Change(name, tuple(before.split()), tuple(after.split()), of_date(date), final)


def triples(name: str, before: str, after: str, date: str, kind: str = "split") -> str:
    """A change as Turtle, with a passage."""
    said = [f'a ex:Change ; rdfs:label "{name}" ; ex:change :{kind} ; ex:in :p1']
    said += [f"org:originalOrganization :{o} ; ex:about :{o}" for o in before.split()]
    said += [f"org:resultingOrganization :{o} ; ex:about :{o}" for o in after.split()]
    said += [f'ex:date "{date}"^^edtf:EDTF'] if date else []
    return f":{name} {' ; '.join(said)} .\n"


def organisations(names: str) -> str:
    return "".join(f':{n} a ex:Party ; rdfs:label "Party {n}" .\n' for n in names.split())


SOURCE = ':p1 a ex:Passage ; ex:of :book ; rdfs:label "page 1" . :book a ex:Book ; rdfs:label "The Book" .\n'


@pytest.mark.parametrize(
    ("year", "expected"),
    [(1919, ABSENT), (1920, THERE), (1944, THERE), (1950, THERE), (1951, ABSENT)],
)
def test_an_organisation_is_there_from_its_founding_to_its_merger(year: int, expected: str) -> None:
    known = Lineage(
        [change("f", "", "a", "1920"), change("s", "a", "b", "1945"), change("m", "a b", "c", "1950", final=True)], []
    )
    assert state(known.life("a"), year) == expected


def test_what_no_source_ends_stays_open_and_what_none_begins_is_unsure() -> None:
    known = Lineage([change("s", "a", "b", "1945")], [])
    assert [state(known.life("a"), y) for y in (1900, 1945, 1990)] == [PERHAPS, THERE, OPEN]
    assert [state(known.life("b"), y) for y in (1944, 1945, 1990)] == [ABSENT, THERE, OPEN]


def test_a_founding_between_two_years_is_perhaps_until_the_later() -> None:
    known = Lineage([change("f", "a", "b", "[1998..2002]")], [])
    assert [state(known.life("b"), y) for y in (1997, 1998, 2001, 2002)] == [ABSENT, PERHAPS, PERHAPS, OPEN]


def test_foundings_that_sources_tell_differently_may_all_be_right() -> None:
    known = Lineage([change("f", "", "a", "1965")], [], {"a": Told((Span(1964, 1965, 1964, 1965),))})
    assert [state(known.life("a"), y) for y in (1963, 1964, 1965)] == [ABSENT, PERHAPS, THERE]


def test_who_is_told_of_after_the_end_has_not_surely_ended() -> None:
    known = Lineage([change("m", "a", "c", "1950", final=True), change("s", "a", "d", "1960")], [])
    assert state(known.life("a"), 1970) == OPEN
    tied = Lineage([change("m", "a", "c", "1950", final=True)], [Tie("a", "i", "k", ("t",), of_date("1961"))])
    assert state(tied.life("a"), 1970) == OPEN


DATES = st.sampled_from(["1900", "1905", "[1903..1910]", "1910-05", "[..1908]", "1912/..", "-0044", ""])
NAMES = st.sampled_from("abcde")
CHANGES = st.lists(st.tuples(st.sets(NAMES, max_size=2), st.sets(NAMES, max_size=2), DATES, st.booleans()), max_size=8)


@given(CHANGES)
def test_no_one_is_there_before_the_first_or_after_a_sure_end_whatever_the_changes(
    told: list[tuple[set[str], set[str], str, bool]],
) -> None:
    made = [
        Change(str(n), tuple(sorted(a)), tuple(sorted(b)), of_date(d) if d else None, f)
        for n, (a, b, d, f) in enumerate(told)
        if a | b
    ]
    known = Lineage(made, [])
    for o in "abcde":
        life = known.life(o)
        states = [state(life, year) for year in range(-60, 1930)]
        if life.first is not None and life.begun is not None:
            assert life.first <= life.begun
        if THERE in states:  # one stretch of being there, never before it has begun, never after it has ended
            first, last = states.index(THERE), len(states) - 1 - states[::-1].index(THERE)
            assert set(states[first : last + 1]) == {THERE}
            assert ABSENT not in states[first:] or states.index(ABSENT, first) > last
    found = families(known)
    joined = [c.iri for f in found for c in f.changes]
    assert len(joined) == len(set(joined))
    assert {c.iri for c in made if c.before and c.after} <= set(joined)
    for family in found:
        assert sorted(family.lanes) == sorted({o for c in family.changes for o in c.members})


def test_a_year_has_a_page_that_says_what_was_there_without_any_script(tmp_path: Path) -> None:
    told = (
        organisations("a b c")
        + SOURCE
        + triples("founding", "", "a", "1920")
        + triples("split", "a", "b", "1935")
        + triples("merging", "a b", "c", "1950", "merger")
    )
    site = sites.planted(tmp_path / "d", told, **ROLES)
    assert sites.dead(site) == {}
    trees = (site / "pictures/trees.html").read_text(encoding="utf-8")
    assert re.findall(r'href="\.\./pictures/(\d+)\.html"', trees) == ["1920", "1935", "1950"]
    assert trees.count(":p1") + trees.count("page 1") >= 3, "each change names its passage"
    page = (site / "pictures/1935.html").read_text(encoding="utf-8")
    there = re.search(r'<h3 id="there-1">.*?</section>', page, re.DOTALL)
    assert there is not None
    assert re.findall(r"Party (\w)", there[0]) == ["a", "b"]
    assert 'class="lane absent"' in page
    later = (site / "pictures/1950.es.html").read_text(encoding="utf-8")
    assert "Organizaciones en 1950" in later
    assert 'class="lane absent"' not in later, "in the year of a merger all were there"


def test_who_belongs_to_an_international_is_shown_with_its_source(tmp_path: Path) -> None:
    told = (
        organisations("a b international")
        + ":x a ex:Human ; org:memberOf :a .\n"
        + SOURCE
        + triples("split", "a", "b", "1935")
        + ":a org:memberOf :international .\n"
        + ":tie a ex:Tie ; rdf:subject :a ; rdf:predicate org:memberOf ; rdf:object :international ; ex:in :p1 .\n"
    )
    site = sites.planted(tmp_path / "d", told, **ROLES)
    trees = (site / "pictures/trees.html").read_text(encoding="utf-8")
    item = re.search(r'<li><a href="\.\./id/tie\.html">Party a: member of: Party international</a>.*?</li>', trees)
    assert item is not None
    assert "id/p1.html" in item[0], "said by a statement, not only directly"
    assert trees.count("Party a: member of: Party international") == 2, "in the list and in the picture"
    assert "member of: Party a" not in trees, "a person who is a member is no part of the tree"
    own = (site / "id/international.html").read_text(encoding="utf-8")
    assert 'id="tree"' in own


def test_changes_in_a_circle_years_before_christ_and_odd_names_are_drawn(tmp_path: Path) -> None:
    told = organisations("a b") + ':c a ex:Party ; rdfs:label "<script>x</script>" .\n' + SOURCE
    told += triples("one", "a", "b", "-0044") + triples("two", "b", "c", "-0040") + triples("three", "c", "a", "")
    told += triples("four", "a", "a", "-0030/..")
    site = sites.planted(tmp_path / "d", told, **ROLES)
    assert sites.dead(site) == {}
    assert "45 BC" in (site / "pictures/-44.html").read_text(encoding="utf-8")
    assert "<script>x" not in "".join(p.read_text(encoding="utf-8") for p in sites.html(site))


def test_very_many_organisations_in_one_tree_keep_every_page_light(tmp_path: Path) -> None:
    told = organisations(" ".join(f"o{n}" for n in range(101))) + SOURCE
    told += "".join(triples(f"c{n}", f"o{n}", f"o{n + 1}", str(1700 + n)) for n in range(100))
    told += "".join(f":o{n} org:memberOf :o{(n * 7) % 50} .\n" for n in range(60, 120))
    site = sites.planted(tmp_path / "d", told, **ROLES)
    assert sites.dead(site) == {}
    for page in sites.html(site):
        text = re.sub(r"<svg.*?</svg>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert len(text.encode()) < 100_000, page
    assert (site / "pictures/trees.page-4.html").is_file()
    assert 'start="41"' in (site / "pictures/trees.page-2.html").read_text(encoding="utf-8")


def test_a_dataset_without_changes_has_no_trees() -> None:
    assert not (sites.railway() / "pictures").exists()
    assert lineage.Lineage([], []).changes == []


@pytest.mark.slow
def test_ties_of_the_release_stand_in_its_trees() -> None:
    pages = sorted((sites.whole() / "pictures").glob("trees*.html"))
    text = "".join(p.read_text(encoding="utf-8") for p in pages if ".es." not in p.name)
    assert re.search(r"r-pst-lit\.html[^>]*>[^<]*section of[^<]*</a> <span class=\"src\">", text)
    mir = (sites.whole() / "pictures/1973.html").read_text(encoding="utf-8")
    there = re.search(r'<h3 id="there-\d+">.*?</section>', mir, re.DOTALL)
    assert there is not None
    assert "organization/mir.html" in there[0]


def test_a_year_of_many_families_has_several_pages_each_with_headings_in_order(tmp_path: Path) -> None:
    told = SOURCE
    for n in range(30):
        names = [f"f{n}x{k}" for k in range(6)]
        told += organisations(" ".join(names))
        told += "".join(triples(f"t{n}x{k}", names[0], names[k], "1950") for k in range(1, 6))
    site = sites.planted(tmp_path / "d", told, **ROLES)
    assert sites.dead(site) == {}
    pages = sorted(site.joinpath("pictures").glob("1950*.html"))
    assert len(pages) > 2
    for page in pages:
        levels = [int(n) for n in re.findall(r"<h([1-6])[ >]", page.read_text(encoding="utf-8"))]
        assert levels[:2] == [1, 2], page
        assert all(b <= a + 1 for a, b in pairwise(levels)), page
