"""Where things are: coordinates of things themselves or of their places.  Edition -> Spots, GeoJSON.

Coordinates are degrees north and east, in WGS 84.  A thing has them by `latitude` and `longitude`, by `point` (WKT), or
by its `geometry`; an event without any is where its `place` is.  What cannot be read is not guessed.
Spec: GeoSPARQL 1.1 (WKT literals, axis order by reference system); RFC 7946 (GeoJSON)."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lod.site import graph
from lod.site.edition import Edition

WKT = re.compile(r"\s*(?:<([^>]*)>)?\s*POINT\s*Z?\s*\(\s*(\S+)\s+(\S+)(?:\s+\S+)?\s*\)\s*", re.IGNORECASE)
TURNED = re.compile(r"EPSG.*\b4326$")  # reference systems that say north before east
EARTH = re.compile(r"$|.*CRS84$|.*EPSG.*\b4326$|.*/entity/Q2$")
Point = tuple[float, float]  # degrees north, degrees east


@dataclass(frozen=True, slots=True)
class Spot:
    """A point with what is there."""

    north: float
    east: float
    places: Sequence[str]  # IRIs of what has these coordinates itself
    here: Sequence[str]  # IRIs of what is at one of the places


def wkt(written: str) -> Point | None:
    """The point of a WKT literal; None for other shapes, other planets and other reference systems.

    >>> wkt("POINT(-70.65 -33.45)"), wkt("<http://www.opengis.net/def/crs/EPSG/0/4326> Point(-33.45 -70.65)")
    ((-33.45, -70.65), (-33.45, -70.65))
    """
    found = WKT.fullmatch(written)
    if not found or not EARTH.fullmatch(found[1] or ""):
        return None
    first, second = found[2], found[3]
    return valid(first, second) if TURNED.search(found[1] or "") else valid(second, first)


def valid(north: str, east: str) -> Point | None:
    """Two numbers as a point on Earth.

    >>> valid("-33.45", "-70.65"), valid("95", "0"), valid("x", "0")
    ((-33.45, -70.65), None, None)
    """
    try:
        point = float(north), float(east)
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None


def point_of(edition: Edition, iri: str) -> Point | None:
    """The coordinates of a thing itself."""
    published, roles = edition.published, edition.roles
    for one in (iri, *(o.strip("<>") for o in graph.objects(published, iri, roles["geometry"]))):
        for term in graph.literals(published, one, roles["point"]):
            found = wkt(term.lexical)
            if found:
                return found
        north = graph.text(published, one, roles["latitude"])
        east = graph.text(published, one, roles["longitude"])
        found = valid(north, east)
        if found:
            return found
    return None


def spots(edition: Edition, things: Iterable[str]) -> list[Spot]:
    """Every point where something is, those with most first."""
    points = {iri: found for iri in sorted(things) if (found := point_of(edition, iri))}
    there: dict[Point, dict[str, list[str]]] = defaultdict(lambda: {"places": [], "here": []})
    for iri, point in points.items():
        there[_round(point)]["places"].append(iri)
    for iri, place in _placed(edition):
        if place in points and iri not in points and iri not in there[_round(points[place])]["here"]:
            there[_round(points[place])]["here"].append(iri)
    listed = [Spot(*point, tuple(held["places"]), tuple(held["here"])) for point, held in there.items()]
    return sorted(listed, key=lambda s: (-len(s.here), -len(s.places), s.north, s.east))


def _round(point: Point) -> Point:
    """A tenth of a thousandth of a degree is ten metres: nobody draws a map of less."""
    return round(point[0], 4) + 0.0, round(point[1], 4) + 0.0


def _placed(edition: Edition) -> Iterator[tuple[str, str]]:
    """What is where: thing and place; a statement is nowhere."""
    published, roles = edition.published, edition.roles
    for role in sorted(roles["place"]):
        for iri in published.having.get(role, ()):
            if iri not in published.shapes and not graph.is_statement(published, roles, iri):
                for place in graph.iris(published, iri, (role,)):
                    yield iri, place


def geojson(edition: Edition, shown: Sequence[Spot]) -> str:
    """The points as GeoJSON, a feature for each thing."""
    features = [
        {
            "type": "Feature",
            "id": iri,
            "geometry": {"type": "Point", "coordinates": [spot.east, spot.north]},
            "properties": {"name": edition.name(iri)[0]},
        }
        for spot in shown
        for iri in (*spot.places, *spot.here)
    ]
    body = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{body}\n]}}\n'
