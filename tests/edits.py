"""A dataset that has something of everything, and random edits of its tables: how patches are held against full builds.

The tables are small and speak of few things, so that rows share terms, quads and partners.  Read first: lod/patch/."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

CONFIGURATION = """
[tool.lod]
name = "town"
base = "https://example.org/town/"
title = {{ en = "A town" }}
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = {{ name = "The town", iri = "https://example.org/town/publisher" }}
version = "1.0.0"
issued = "2026-01-31"
ontology = ["ontology/terms.ttl"]
shapes = ["ontology/shapes.ttl"]
mappings = ["mappings/*.rml.ttl"]
links = "mappings/wikidata.sssom.tsv"
apart = ["same"]
threads = 1
packing = "{packing}"
jsonld = {jsonld}
[tool.lod.prefixes]
t = "https://example.org/town/"
person = "https://example.org/town/id/person/"
x = "http://x.example/"
urn = "http://u.example/"
[tool.lod.dumps]
"people.ttl" = ["people"]
"rest.nt" = ["rest"]
"both.ttl" = ["people", "rest"]
"links.nt" = ["links"]
"same.ttl" = ["same"]
[tool.lod.tables]
"items.csv" = "accepted"
"residents.tsv" = "residents"
"""
ONTOLOGY = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix t: <https://example.org/town/> .
t:Person a owl:Class . t:Place a owl:Class . t:Country a owl:Class .
""" + "\n".join(
    f"t:{name} a owl:{kind}Property ."
    for kind, names in {"Datatype": "name born size first alias", "Object": "lives in knows page of same"}.items()
    for name in names.split()
)
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix t: <https://example.org/town/> .
t:one-name a sh:NodeShape ; sh:targetClass t:Person ;
  sh:property [ sh:path t:name ; sh:maxCount 1 ; sh:severity sh:Warning ] ;
  sh:property [ sh:path t:lives ; sh:minCount 1 ; sh:class t:Place ; sh:severity sh:Warning ] .
t:size-of-place a sh:NodeShape ; sh:targetObjectsOf t:lives ;
  sh:property [ sh:path t:size ; sh:minCount 1 ; sh:maxInclusive 20 ; sh:severity sh:Warning ] .
"""
PREFIXES = """
@prefix rml: <http://w3id.org/rml/> .
@prefix t: <https://example.org/town/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix fn: <https://w3id.org/polhist/function/> .
"""


def _map(name: str, source: str, subject: str, *rules: str) -> str:
    formulation = "SQL2008Query" if source.endswith(".sql") else "CSV"
    given = " ".join(f"rml:predicateObjectMap [ {rule} ] ;" for rule in rules)
    return (
        f'<#{name}> a rml:TriplesMap ; rml:logicalSource [ rml:source "mappings/{source}" ;'
        f" rml:referenceFormulation rml:{formulation} ] ; rml:subjectMap [ {subject} ] ; {given} .\n"
    )


PEOPLE = PREFIXES + "".join(
    [
        _map(
            "Person", "facts/people.csv",
            'rml:template "https://example.org/town/id/person/{person_id}" ; rml:class t:Person ;'
            ' rml:graphMap [ rml:template "https://example.org/town/graph/{place}" ]',
            'rml:predicate t:name ; rml:objectMap [ rml:reference "name" ; rml:languageMap [ rml:reference "lang" ] ]',
            'rml:predicate t:alias ; rml:objectMap [ rml:reference "name" ]',
            'rml:predicate t:born ; rml:objectMap [ rml:reference "born_edtf" ; rml:datatype edtf:EDTF ]',
            'rml:predicate t:page ; rml:objectMap [ rml:reference "page" ; rml:termType rml:IRI ]',
            'rml:predicate t:alias ; rml:objectMap [ rml:termType rml:Literal ;'
            ' rml:functionExecution [ rml:function fn:slug ;'
            ' rml:input [ rml:parameter fn:text ; rml:inputValueMap [ rml:reference "name" ] ] ] ]',
            'rml:predicate t:first ; rml:objectMap [ rml:termType rml:Literal ; rml:datatype xsd:date ;'
            ' rml:functionExecution [ rml:function fn:latest ;'
            ' rml:input [ rml:parameter fn:edtf ; rml:inputValueMap [ rml:reference "born_edtf" ] ] ] ]',
            'rml:predicate t:lives ; rml:objectMap [ rml:parentTriplesMap <#Place> ;'
            ' rml:joinCondition [ rml:child "place" ; rml:parent "place_id" ] ]',
        ),
        _map(
            "Place", "facts/places.csv",
            'rml:template "https://example.org/town/id/place/{place_id}" ; rml:class t:Place',
            'rml:predicate t:name ; rml:objectMap [ rml:reference "label" ; rml:language "es" ]',
            'rml:predicate t:size ; rml:objectMap [ rml:reference "size" ; rml:datatype xsd:integer ]',
            'rml:predicate t:in ; rml:objectMap [ rml:template "https://example.org/town/id/country/{country}" ]',
        ),
        _map(
            "Birth", "views/births.sql",
            'rml:template "https://example.org/town/id/person/{person_id}"',
            'rml:predicate t:first ; rml:objectMap [ rml:reference "earliest" ; rml:datatype xsd:date ]',
        ),
    ]
)  # fmt: skip
REST = PREFIXES + "".join(
    [
        _map(
            "Country", "views/countries.sql",
            'rml:template "https://example.org/town/id/country/{country}" ; rml:class t:Country',
            'rml:predicate t:size ; rml:objectMap [ rml:reference "number" ; rml:datatype xsd:integer ]',
        ),
        _map(
            "Neighbour", "facts/contacts.csv",
            'rml:template "https://example.org/town/id/person/{who}"',
            'rml:predicate t:knows ; rml:objectMap [ rml:template "https://example.org/town/id/person/{whom}" ]',
            'rml:predicate t:of ; rml:objectMap [ rml:template "http://x.example/{tag}" ]',
        ),
        _map(
            "Resident", "views/residents.sql",
            'rml:template "https://example.org/town/id/person/{person_id}" ; rml:class t:Person',
            'rml:predicate t:in ; rml:objectMap [ rml:template "https://example.org/town/id/country/{country}" ]',
            'rml:predicate t:of ; rml:objectMap [ rml:parentTriplesMap <#Neighbour> ;'
            ' rml:joinCondition [ rml:child "person_id" ; rml:parent "whom" ] ]',
        ),
    ]
)  # fmt: skip
LINKS = PREFIXES + "".join(
    [
        _map(
            "Link", "views/accepted.sql",
            'rml:reference "entity" ; rml:termType rml:IRI ; rml:graph <https://example.org/town/graph/links>',
            'rml:predicateMap [ rml:reference "predicate" ] ; rml:objectMap [ rml:reference "item" ;'
            ' rml:termType rml:IRI ]',
        ),
        _map(  # what is sure is stated in the graph of what is kept apart, and is not apart then
            "Sure", "views/sure.sql",
            'rml:reference "entity" ; rml:termType rml:IRI ; rml:graph <https://example.org/town/graph/same>',
            'rml:predicate t:same ; rml:objectMap [ rml:reference "item" ; rml:termType rml:IRI ]',
        ),
    ]
)  # fmt: skip
SAME = PREFIXES + _map(
    "Same", "views/accepted.sql",
    'rml:reference "entity" ; rml:termType rml:IRI ; rml:class t:Person ;'
    ' rml:graph <https://example.org/town/graph/same>',
    'rml:predicate t:same ; rml:objectMap [ rml:reference "item" ; rml:termType rml:IRI ]',
)  # fmt: skip
VIEWS = {
    "residents": "SELECT person_id, country, [people._row, places._row] AS _rows"
    " FROM people JOIN places ON place = place_id",
    "countries": "SELECT country, count(*) AS number, list_sort(list_distinct(flatten(list(_rows)))) AS _rows FROM ("
    " SELECT country, [_row] AS _rows FROM places UNION ALL SELECT country, _rows FROM residents)"
    " WHERE country IS NOT NULL GROUP BY country",
    "births": "SELECT person_id, earliest, _row FROM people JOIN edtf ON born_edtf = edtf.value",
    "accepted": "SELECT object_id AS item, subject_id AS entity, predicate_id AS predicate, comment, _row FROM wikidata"
    " WHERE predicate_modifier IS NULL AND starts_with(object_id, 'http://www.wikidata.org/')",
    "sure": "SELECT entity, item, a._row FROM accepted a JOIN wikidata w ON w._row = a._row WHERE confidence = '1'",
}
IDS = ("ada", "bo", "cy", "di", "eva-2", "flo", "gus", "hal")
PLACES = ("lota", "coronel", "quito")
CELLS: dict[str, dict[str, tuple[str, ...]]] = {
    "people": {
        "person_id": IDS,
        "name": ("Ada", 'B "Bo", y\nmás', "Ñ", "", "Ada", "x y"),
        "lang": ("es", "en", "", "es"),
        "born_edtf": ("1900", "1901-05", "", "", "199X"),
        "place": PLACES,
        "page": ("http://x.example/1", "http://u.example/2", "", "", "http://x.example/3", "urn:isbn:1"),
    },
    "places": {
        "place_id": PLACES,
        "label": ("Lota", "Coronel", "Quito"),
        "size": ("1", "22", "", "1"),
        "country": ("chile", "ecuador", "chile", ""),
    },
    "contacts": {"who": IDS, "whom": IDS, "tag": ("a", "b", "ñ", "")},
    "wikidata": {
        "subject_id": tuple(f"person:{name}" for name in IDS),
        "predicate_id": ("skos:exactMatch", "skos:closeMatch"),
        "predicate_modifier": ("", "", "Not"),
        "object_id": ("wd:Q1", "wd:Q2", "wd:Q10", "wd:Q11", "wd:Q12", "sssom:NoTermFound"),
        "mapping_justification": ("semapv:ManualMappingCuration",),
        "confidence": ("1", "0.9"),
        "mapping_date": ("2026-01-31",),
        "comment": ("", 'a "word", or two', "ñ"),
    },
}
LINKED = "wikidata"  # the table of links
HEADER = """\
#mapping_set_id: https://example.org/town/links
#license: https://creativecommons.org/publicdomain/zero/1.0/
#curie_map:
#  person: https://example.org/town/id/person/
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
#  sssom: https://w3id.org/sssom/
#  wd: http://www.wikidata.org/entity/
"""
Rows = list[list[str]]
Edit = Callable[[dict[str, Rows]], None]


@dataclass(frozen=True, slots=True)
class Story:
    """Tables as they are at first, and what is done to them in each step."""

    packing: str
    jsonld: bool
    tables: dict[str, Rows]
    steps: tuple[dict[str, Rows], ...]


def _row(name: str) -> st.SearchStrategy[list[str]]:
    return st.tuples(*(st.sampled_from(cells) for cells in CELLS[name].values())).map(list)


def _keyed(name: str, rows: Rows) -> Rows:
    """Every key once, where there are keys; and nobody is spoken of whom nothing describes."""
    if name == LINKED:  # nobody is decided on twice
        rows = list({row[0]: row for row in rows}.values())
        return list({(row[3] if row[3].startswith("wd:") else row[0]): row for row in rows}.values())
    return list({row[0]: row for row in rows}.values()) if name != "contacts" else rows


def _settled(tables: dict[str, Rows]) -> dict[str, Rows]:
    people = {row[0] for row in tables["people"]}
    places = {row[0] for row in tables["places"]}
    contacts = [row for row in tables["contacts"] if {row[0], row[1]} <= people]
    for row in tables["people"]:
        row[4] = row[4] if row[4] in places else min(places, default="")  # it names the graph
    links = [row for row in tables[LINKED] if row[0].removeprefix("person:") in people]
    return {**tables, "contacts": contacts, LINKED: links}


@st.composite
def stories(draw: st.DrawFn, most: int = 3) -> Story:
    """Small tables and some edits of each."""
    tables = {name: _keyed(name, draw(st.lists(_row(name), min_size=3, max_size=8))) for name in CELLS}
    first = _settled({name: [list(row) for row in rows] for name, rows in tables.items()})
    now, steps = first, list[dict[str, Rows]]()
    for _ in range(draw(st.integers(1, most))):
        now = {name: [list(row) for row in rows] for name, rows in now.items()}
        for _ in range(draw(st.integers(1, 3))):
            name = draw(st.sampled_from(list(CELLS)))
            now[name] = _keyed(name, _edited(draw, name, now[name]))
        now = _settled(now)
        steps.append(now)
    return Story(draw(st.sampled_from(["", "gzip", "zstd"])), draw(st.booleans()), first, tuple(steps))


def _edited(draw: st.DrawFn, name: str, rows: Rows) -> Rows:
    at = draw(st.integers(0, max(0, len(rows) - 1)))
    kind = draw(st.sampled_from("change add end remove twice swap".split()))
    if kind == "add" or not rows:
        return [*rows[:at], draw(_row(name)), *rows[at:]]
    if kind == "end":
        return [*rows, draw(_row(name))]
    if kind == "remove":
        return rows[:at] + rows[at + 1 :]
    if kind == "twice":
        return [*rows[: at + 1], list(rows[at]), *rows[at + 1 :]]
    if kind == "swap":
        other = draw(st.integers(0, len(rows) - 1))
        rows[at], rows[other] = rows[other], rows[at]
        return rows
    columns = list(CELLS[name])
    column = draw(st.integers(0, len(columns) - 1))
    rows[at][column] = draw(st.sampled_from(CELLS[name][columns[column]]))
    return rows


def dataset(root: Path, story: Story) -> Path:
    """Write the dataset with its tables as they are at first."""
    files = {
        "pyproject.toml": CONFIGURATION.format(packing=story.packing, jsonld=str(story.jsonld).lower()).replace(
            'packing = ""\n', ""
        ),
        "ontology/terms.ttl": ONTOLOGY,
        "ontology/shapes.ttl": SHAPES,
        "mappings/people.rml.ttl": PEOPLE,
        "mappings/rest.rml.ttl": REST,
        "mappings/links.rml.ttl": LINKS,
        "mappings/same.rml.ttl": SAME,
        **{f"mappings/views/{name}.sql": query + "\n" for name, query in VIEWS.items()},
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    write(root, story.tables)
    return root


def write(root: Path, tables: dict[str, Rows]) -> None:
    """Write the tables."""
    (root / "mappings" / "facts").mkdir(exist_ok=True)
    for name, rows in tables.items():
        facts, links = root / "mappings" / "facts" / f"{name}.csv", root / "mappings" / f"{name}.sssom.tsv"
        with (links if name == LINKED else facts).open("w", encoding="utf-8", newline="") as file:
            file.write(HEADER if name == LINKED else "")
            table = csv.writer(file, delimiter="\t" if name == LINKED else ",", lineterminator="\n")
            table.writerows([list(CELLS[name]), *rows])
