"""Datasets of timetables, GTFS, not built: what gen_gtfs.py writes, mapped by its RML, and a small one of its kind."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from lod import turtle
from lod.errors import LodError
from lod.mapping import older

TRUTHS = "exact_times exception_type monday tuesday wednesday thursday friday saturday sunday".split()
CONFIGURATION = """[tool.lod]
name = "gtfs"
base = "https://example.org/gtfs/"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = { name = "Timetables", iri = "https://example.org/gtfs/publisher" }
version = "1.0.0"
issued = "2026-01-31"
mappings = ["gtfs.rml.ttl"]
title.en = "Timetables"
dumps."gtfs.ttl" = ["gtfs"]
"""


SMALL = """@prefix rml: <http://w3id.org/rml/> . @prefix gtfs: <http://vocab.gtfs.org/terms#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<#trip> rml:logicalSource [ rml:source "data/TRIPS.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://metro.example/trip/{trip_id}" ; rml:class gtfs:Trip ] ;
  rml:predicateObjectMap [ rml:predicate gtfs:headsign ; rml:objectMap [ rml:reference "headsign" ] ] ;
  rml:predicateObjectMap [ rml:predicate gtfs:route ; rml:objectMap [
    rml:template "http://metro.example/route/{route_id}" ] ] .
<#stop> rml:logicalSource [ rml:source "data/STOPS.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://metro.example/stop/{stop_id}" ; rml:class gtfs:Stop ;
    rml:graphMap [ rml:template "http://metro.example/zone/{zone}" ] ] ;
  rml:predicateObjectMap [ rml:predicate gtfs:name ; rml:objectMap [ rml:reference "name" ; rml:language "es" ] ] ;
  rml:predicateObjectMap [ rml:predicate gtfs:parent ; rml:objectMap [ rml:parentTriplesMap <#stop> ;
    rml:joinCondition [ rml:child "parent" ; rml:parent "stop_id" ] ] ] .
<#time> rml:logicalSource [ rml:source "data/STOP_TIMES.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://metro.example/time/{trip_id}-{stop_id}-{arrival}" ] ;
  rml:predicateObjectMap [ rml:predicate gtfs:arrival ; rml:objectMap [ rml:reference "arrival" ] ] ;
  rml:predicateObjectMap [ rml:predicate gtfs:distance ; rml:objectMap [
    rml:reference "distance" ; rml:datatype xsd:double ] ] ;
  rml:predicateObjectMap [ rml:predicate gtfs:trip ; rml:objectMap [ rml:parentTriplesMap <#trip> ;
    rml:joinCondition [ rml:child "trip_id" ; rml:parent "trip_id" ] ] ] ;
  rml:predicateObjectMap [ rml:predicate gtfs:stop ; rml:objectMap [ rml:parentTriplesMap <#stop> ;
    rml:joinCondition [ rml:child "stop_id" ; rml:parent "stop_id" ] ,
      [ rml:child "zone" ; rml:parent "zone" ] ] ] .
"""


def small_timetables(folder: Path, trips: int) -> Path:
    """Make a small dataset: joins with and without partners, duplicates, empty cells, a graph for each zone."""
    (folder / "data").mkdir(parents=True)
    names = ["Sol", "Ñuñoa / Plaza", 'La "Vieja"', "São Bento 😀", "", "100%", "Sol\nNorte"]
    stops = [[f"s{n}", names[n % 7], f"s{n // 3}" if n % 4 else "s999", "ABC"[n % 3]] for n in range(60)]
    of_trip = [[f"l{n % 5}", f"t{n}/{n % 3}", names[n % 7]] for n in range(trips)]
    times = [
        [trip, stops[(n * 7 + m) % 60][0], "ABC"[m % 3], f"{6 + n % 12:02}:{m * 2:02}:00", str(n * m / 4)]
        for n, (_, trip, _) in enumerate(of_trip)
        for m in range(12)
    ]
    write(folder / "data/TRIPS.csv", [["route_id", "trip_id", "headsign"], *of_trip])
    write(folder / "data/STOPS.csv", [["stop_id", "name", "parent", "zone"], *stops])
    write(folder / "data/STOP_TIMES.csv", [["trip_id", "stop_id", "zone", "arrival", "distance"], *times, *times[::5]])
    (folder / "gtfs.rml.ttl").write_text(SMALL, encoding="utf-8")
    (folder / "pyproject.toml").write_text(CONFIGURATION, encoding="utf-8")
    return folder


def timetables(folder: Path, generator: Path, rml: Path, size: int) -> Path:
    """Make a dataset of timetables.

    generator, rml   gen_gtfs.py and its mapping, in the older vocabulary
    size             1 for 400 thousand quads"""
    made = folder / "made"
    folder.mkdir(parents=True)
    subprocess.run([sys.executable, str(generator), str(size), str(made)], check=True, capture_output=True)
    (folder / "data").mkdir()
    for file in sorted(made.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as given:
            write(folder / "data" / file.name, csv.reader(given))
        file.unlink()
    made.rmdir()
    errors: list[LodError] = []
    found = older.current(
        turtle.read(rml.read_text(encoding="utf-8"), "gtfs.rml.ttl", "http://example.com/ns#"), errors
    )
    assert not errors
    lines = (f"{t.s} {t.p} {t.o} .\n" for t in found.triples if not t.p.lexical.endswith("/root"))
    (folder / "gtfs.rml.ttl").write_text("".join(lines).replace('"/data/', '"data/'), encoding="utf-8")
    (folder / "pyproject.toml").write_text(CONFIGURATION, encoding="utf-8")
    return folder


def write(file: Path, rows: Iterable[list[str]]) -> None:
    """Write a table with numbers and truth values as stores keep them.

    What they are numbered by comes first: most of these rows have no key."""
    header: list[str] = []
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for number, row in enumerate(rows):
            header = header or row
            cells = [kept(column, cell) for column, cell in zip(header, row, strict=True)]
            writer.writerow([str(number) if number else "row", *cells])


def kept(column: str, cell: str) -> str:
    """A cell as stores keep it."""
    if column in TRUTHS and cell != column:
        return "true" if cell == "1" else "false"
    plain = re.fullmatch(r"(-?\d+)\.(\d*?)0*", cell)
    return f"{plain[1]}.{plain[2]}".rstrip(".") if plain else cell
