"""A map of what has coordinates, drawn without anything from elsewhere.  Spots -> Pages.

Equirectangular: as wide as the degrees at the middle latitude, with a graticule and a scale.  It is cut where the
widest stretch of longitudes is empty, so that the Pacific is not torn apart.  Read first: places.py, svg.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, floor, log10, radians, sqrt

from markupsafe import Markup, escape

from lod.site.addresses import up
from lod.site.edition import Edition, to_list
from lod.site.model import Page, Section
from lod.site.pictures import svg
from lod.site.pictures.places import Spot

PATH, DATA = "pictures/map", "pictures/map.geojson"
WIDTH, TALLEST, LOWEST = 860.0, 640.0, 240.0
KILOMETRES = 111.195  # of a degree of latitude
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0)
LISTED, NAMED = 60, 12  # spots on a page, things of a spot
LABELLED = 200  # spots that may have their name beside them
LEAST = 0.05  # degrees that a map shows at least


@dataclass(frozen=True, slots=True)
class Frame:
    """What the map shows, in degrees and units of the picture."""

    west: float  # degrees east of its left side; what is east of it is drawn right of it
    south: float
    wide: float  # degrees of longitude
    tall: float  # degrees of latitude
    scale: float  # units of a degree of longitude
    stretch: float  # how much longer a degree of latitude is

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the picture."""
        return self.wide * self.scale, self.tall * self.scale * self.stretch

    def at(self, north: float, east: float) -> tuple[float, float]:
        """Where a point lies."""
        x = ((east - self.west) % 360) * self.scale
        return x, self.size[1] - (north - self.south) * self.scale * self.stretch


def frame(spots: Sequence[Spot]) -> Frame:
    """The smallest map that shows all spots, with some room around them."""
    east = sorted({s.east % 360 for s in spots})
    gaps = [(b - a, b) for a, b in pairwise([*east, east[0] + 360])]
    gap, west = max(gaps, key=lambda g: (g[0], -g[1]))
    wide = 360 - gap
    south, north = min(s.north for s in spots), max(s.north for s in spots)
    stretch = 1 / max(cos(radians((south + north) / 2)), 0.15)
    room = max(wide, (north - south) * stretch, LEAST) * 0.08
    wide = min(wide + 2 * room, 360)
    low, high = max(south - room / stretch, -90), min(north + room / stretch, 90)
    scale = min(WIDTH / wide, TALLEST / ((high - low) * stretch))
    # a tall map gets more of the sides, a wide one more of north and south
    sides = min(WIDTH / scale, 360) - wide
    ends = max(LOWEST / scale / stretch - (high - low), 0)
    low, high = max(low - ends / 2, -90), min(high + ends / 2, 90)
    return Frame(west - room - sides / 2, low, wide + sides, high - low, scale, stretch)


def pages(edition: Edition, spots: Sequence[Spot]) -> list[Page]:
    """The map with its list; none where no coordinates are known."""
    if not spots:
        return []
    above, title = up(PATH), edition.say("map")
    caption = Markup('<figcaption>{} {} <a href="{}">GeoJSON</a></figcaption>').format(
        edition.say("map.about"), edition.say("picture.data"), DATA.rpartition("/")[2]
    )
    home = to_list(edition, "index", escape(edition.say("home")), above)
    picture = Section("map", title, picture=drawn(edition, spots, title) + caption, level=0)
    count = -(-len(spots) // LISTED)
    page = Page(PATH, 1, "", escape(title), title, crumbs=[home], has_data=False, pages=count)
    found = []
    for at in range(0, len(spots), LISTED):
        listed = Section(
            "places", edition.say("map.places"), below=_listed(edition, spots, at, above), count=len(spots)
        )
        number = at // LISTED + 1
        found.append(replace(page, number=number, sections=[picture, listed] if number == 1 else [listed]))
    return found


def drawn(edition: Edition, spots: Sequence[Spot], title: str) -> Markup:
    """The picture: large circles behind small ones, with a name wherever it hides nothing."""
    shown = frame(spots)
    body = [svg.rectangle((0, 0, *shown.size), "sea"), *_graticule(edition, shown)]
    taken: list[svg.Box] = []
    circles = []
    for n, spot in enumerate(spots, 1):
        x, y = shown.at(spot.north, spot.east)
        radius = min(8.5 + 2.3 * sqrt(len(spot.here)), 24)
        circles.append((n, spot, x, y, radius))
        taken.append((x - radius, y - radius, 2 * radius, 2 * radius))
    for n, spot, x, y, radius in circles:
        name, label = _name(edition, spot), Markup("")
        said = svg.cut(name, 28)
        width = 6.4 * len(said) + 4
        left = x - radius - width if x + radius + width > shown.size[0] else x + radius + 2
        box = (left, y - 7, width, 14.0)
        if n <= LABELLED and left > 0 and not any(_touch(box, other) for k, other in enumerate(taken) if k != n - 1):
            label = svg.text(left + 1, y + 4, said)
            taken.append(box)
        mark = svg.circle(x, y, radius, "spot") + svg.text(x, y + 3.5, str(n), "mark")
        body.append(svg.link(_to(edition, n), mark + label, f"{n}. {name} ({len(spot.here)})"))
    body += _scale(shown)
    return svg.picture("map", title, shown.size, body)


def _touch(a: svg.Box, b: svg.Box) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def _to(edition: Edition, number: int) -> str:
    """The link to a spot in the list, which has several pages."""
    page = (number - 1) // LISTED + 1
    leaf = PATH.rpartition("/")[2]
    return f"{leaf}{f'.page-{page}' if page > 1 else ''}{edition.ending}#spot-{number}"


def _name(edition: Edition, spot: Spot) -> str:
    return ", ".join(edition.name(i)[0] for i in spot.places[:2]) + (" …" if len(spot.places) > 2 else "")


def _graticule(edition: Edition, shown: Frame) -> Iterator[Markup]:
    width, height = shown.size
    step = next((s for s in STEPS if max(shown.wide, shown.tall) / s <= 8), STEPS[-1])
    for n in range(floor(shown.west / step) + 1, floor((shown.west + shown.wide) / step) + 1):
        x = (n * step - shown.west) * shown.scale
        yield svg.path(("M", x, 0, "V", height), "axis")
        east = (n * step + 180) % 360 - 180
        yield svg.text(x + 3, height - 4, degrees(edition, east, "map.east", "map.west"), "soft")
    for n in range(floor(shown.south / step) + 1, floor((shown.south + shown.tall) / step) + 1):
        y = height - (n * step - shown.south) * shown.scale * shown.stretch
        yield svg.path(("M", 0, y, "H", width), "axis")
        yield svg.text(3, y - 3, degrees(edition, n * step, "map.north", "map.south"), "soft")


def degrees(edition: Edition, value: float, positive: str, negative: str) -> str:
    """A latitude or longitude as people write it: 33.5° S."""
    number = f"{abs(value):.4f}".rstrip("0").rstrip(".")
    return edition.say(positive if value >= 0 else negative, n=number) if float(number) else "0°"


def _scale(shown: Frame) -> Iterator[Markup]:
    """A line of a round number of kilometres at the middle latitude."""
    unit = shown.scale * shown.stretch / KILOMETRES  # of a kilometre
    most = 160 / unit
    power = 10.0 ** floor(log10(most))
    length = next(m * power for m in (5, 2, 1) if m * power <= most)
    y, right = 16.0, shown.size[0] - 12
    left = right - length * unit
    yield svg.path(("M", left, y - 4, "V", y, "H", right, "V", y - 4), "edge")
    yield svg.text(
        right, y + 13, f"{length:,.0f} km".replace(",", "\u202f") if length >= 1 else f"{length:g} km", end=True
    )


def _listed(edition: Edition, spots: Sequence[Spot], first: int, above: str) -> Markup:
    """The spots of a page in words."""
    items = Markup("")
    for n, spot in enumerate(spots[first : first + LISTED], first + 1):
        places = Markup(", ").join(edition.anchor(i, above) for i in spot.places[:NAMED])
        things = [edition.anchor(i, above) for i in sorted(spot.here, key=lambda i: edition.name(i))[:NAMED]]
        north = degrees(edition, spot.north, "map.north", "map.south")
        east = degrees(edition, spot.east, "map.east", "map.west")
        count = len(spot.places) + len(spot.here)
        more = max(len(spot.places) - NAMED, 0) + max(len(spot.here) - NAMED, 0)
        cut = f" · {edition.say('some', shown=count - more, all=count)}" if more else ""
        here = Markup('<span class="here">{}</span>').format(Markup(" · ").join(things)) if things else ""
        items += Markup('<li id="spot-{}">{} <span class="src">{}, {}{}</span>{}</li>').format(
            n, places, north, east, cut, here
        )
    return Markup('<ol class="numbered" start="{}">{}</ol>').format(first + 1, items)
