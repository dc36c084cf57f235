"""The map stands where coordinates are known; who spoke of what is counted, and each number leads there."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.site.pictures.atlas import frame
from lod.site.pictures.places import Spot, wkt
from tests.site import sites

EVENTS = """
:rally a ex:Event ; rdfs:label "Rally" ; schema:location :santiago .
:strike a ex:Event ; rdfs:label "Strike" ; schema:location :santiago .
:march a ex:Event ; rdfs:label "<b>March</b>" ; geo:lat "-54.8" ; geo:long "-68.3" .
:meeting a ex:Event ; rdfs:label "Meeting" ; schema:location :nowhere .
:santiago a ex:Place ; rdfs:label "Santiago" ; gsp:asWKT "POINT(-70.65 -33.45)"^^gsp:wktLiteral .
:tokyo a ex:Place ; rdfs:label "Tokyo" ; gsp:hasGeometry :g .
:g gsp:asWKT "<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(35.68 139.69)"^^gsp:wktLiteral .
:moon a ex:Place ; rdfs:label "Sea of Rains" ; gsp:asWKT "<http://www.wikidata.org/entity/Q405> POINT(-15 33)" .
:wrong a ex:Place ; rdfs:label "Wrong" ; geo:lat "133" ; geo:long "x" .
:nowhere a ex:Place ; rdfs:label "Nowhere" .
"""
ROLES = {"passage": ["ex:in"], "source": ["ex:of"], "about": ["ex:about"], "speaker": ["ex:by"]}


def test_events_are_on_the_map_where_their_place_is(tmp_path: Path) -> None:
    site = sites.planted(tmp_path / "d", EVENTS)
    assert sites.dead(site) == {}
    page = (site / "pictures/map.html").read_text(encoding="utf-8")
    listed = re.findall(r'<li id="spot-(\d+)">(.*?)</li>', page)
    said = [re.sub(r"<[^>]*>", "", text) for _, text in listed]
    assert said[0].startswith("Santiago 33.45° S, 70.65° W")
    assert "Rally · Strike" in said[0]
    assert {s.partition(" ")[0] for s in said} == {"Santiago", "Tokyo", "&lt;b&gt;March&lt;/b&gt;"}
    assert [s for s in said if "35.68° N, 139.69° E" in s]
    assert set(re.findall(r'href="map\.html#spot-(\d+)"', page)) == {n for n, _ in listed}
    features = json.loads((site / "pictures/map.geojson").read_text(encoding="utf-8"))["features"]
    assert {f["properties"]["name"]: f["geometry"]["coordinates"] for f in features}["Rally"] == [-70.65, -33.45]
    assert 'href="pictures/map.html"' in (site / "index.html").read_text(encoding="utf-8")


def test_without_coordinates_there_is_no_map() -> None:
    assert not list(sites.starter().rglob("map.*"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Point(-70.65 -33.45)", (-33.45, -70.65)),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT Z (1 2 3)", (2, 1)),
        ("POINT(200 0)", None),
        ("POLYGON((0 0, 1 1, 1 0, 0 0))", None),
        ("POINT(nan 0)", None),
        ("<http://www.opengis.net/def/crs/EPSG/0/3857> POINT(1 2)", None),
    ],
)
def test_a_point_is_read_exactly_or_not_at_all(written: str, expected: tuple[float, float] | None) -> None:
    assert wkt(written) == expected


POINTS = st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=9)


@given(POINTS)
def test_every_point_lies_on_the_map(points: list[tuple[float, float]]) -> None:
    shown = frame([Spot(north, east, (), ()) for north, east in points])
    width, height = shown.size
    assert 0 < width <= 861
    assert 0 < height <= 700
    for north, east in points:
        x, y = shown.at(north, east)
        assert -0.5 <= x <= width + 0.5
        assert -0.5 <= y <= height + 0.5


def test_the_pacific_is_not_torn_apart() -> None:
    shown = frame([Spot(-18, 178, (), ()), Spot(-21, -175, (), ())])
    assert shown.wide < 60


TOLD = """
:ada a ex:Person ; rdfs:label "Ada" . :bo a ex:Person ; rdfs:label "=Bo" . :town a ex:Place ; rdfs:label "Town" .
:p1 a ex:Passage ; ex:of :book ; rdfs:label "page 1" . :book a ex:Book ; rdfs:label "Book" .
:s1 a ex:Claim ; ex:in :p1 ; ex:by :ada ; ex:about :bo .
:s2 a ex:Claim ; ex:in :p1 ; ex:by :ada ; ex:about :bo , :town .
:s3 a ex:Claim ; ex:in :p1 ; ex:by :bo , :ada ; ex:about :town . :s4 a ex:Claim ; ex:in :p1 ; ex:about :town .
"""


def test_who_spoke_of_what_is_counted_and_each_number_leads_to_the_statements(tmp_path: Path) -> None:
    site = sites.planted(tmp_path / "d", TOLD, **ROLES)
    assert sites.dead(site) == {}
    page = (site / "pictures/voices.html").read_text(encoding="utf-8")
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page)
    table = {
        re.sub("<[^>]*>", "", name): [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells)]
        for name, cells in rows
    }
    heads = re.findall(r'<th scope="col">(.*?)</th>', page)
    assert [dict(zip(heads[1:], cells, strict=True)) for cells in table.values()] == [
        {"ex:Person": "2", "ex:Place": "2", "all": "3"},
        {"ex:Person": "", "ex:Place": "1", "all": "1"},
    ]
    numbers = list(csv.DictReader((site / "pictures/voices.csv").open(encoding="utf-8")))
    assert sum(int(row["statements"]) for row in numbers) == 5
    href = re.findall(r'<td class="h\d"><a href="([^"]*)">1</a>', page)[0]
    target, _, anchor = href.partition("#")
    section = (site / "pictures" / target).read_text(encoding="utf-8").partition(f'id="{anchor}"')[2]
    assert re.findall(r"id/(s\d)\.html", section.partition("</section>")[0])[0] == "s3"


@pytest.mark.slow
def test_the_numbers_of_the_release_are_those_of_its_statements() -> None:
    site = sites.whole()
    by: dict[str, set[str]] = {}
    about: dict[str, set[str]] = {}
    kinds: dict[str, list[str]] = {}
    for line in (site / "downloads/polhist.nq").open(encoding="utf-8"):
        s, p, o, *_ = line.split(" ")
        if p.endswith("def#attributedTo>"):
            by.setdefault(s, set()).add(o[1:-1])
        elif p.endswith("def#concerns>"):
            about.setdefault(s, set()).add(o)
        elif p.endswith("22-rdf-syntax-ns#type>"):
            kinds.setdefault(s, []).append(o[1:-1])
    expected: dict[tuple[str, str], int] = {}
    for s, speakers in by.items():
        for kind in {kinds[o][-1] for o in about.get(s, ()) if o in kinds}:
            for speaker in speakers:
                expected[speaker, kind] = expected.get((speaker, kind), 0) + 1
    rows = list(csv.DictReader((site / "pictures/voices.csv").open(encoding="utf-8")))
    assert {(r["speaker"], r["class"]): int(r["statements"]) for r in rows} == expected


@pytest.mark.parametrize("told", ["", ":a a ex:Place ; geo:lat 0 ; geo:long 0 .", ":a org:originalOrganization :b ."])
def test_a_dataset_with_next_to_nothing_has_a_site(told: str, tmp_path: Path) -> None:
    site = sites.planted(tmp_path / "d", told)
    assert sites.dead(site) == {}
    assert (site / "pictures/map.html").exists() == ("geo:" in told)
