"""The family tree of organisations, drawn along time.  Edition, Family -> picture.

Every organisation is a lane with the bar of its life.  Each change, and each tie to a coalition or an international, is
a numbered link at its date; the list beside the picture says with the same number which source says so.  What has no
date stands right of the years.  Read first: lineage.py, bars.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lod.site.edition import Edition
from lod.site.pictures import bars, svg, times
from lod.site.pictures.lineage import ABSENT, Change, Lineage, Tie, state
from lod.site.pictures.times import Axis, Span

WIDTH, LEFT, ROW, TOP = 900.0, 290.0, 30.0, 26.0
CUT = 42  # characters of a name
KNOT = 9.0  # radius of the number of a change
COLUMN = 22.0  # between what has no date
MOST = 10  # columns of it; what finds no place there stands in the list alone


@dataclass(frozen=True, slots=True)
class Family:
    """What one picture shows."""

    changes: Sequence[Change]
    ties: Sequence[Tie]

    @property
    def edges(self) -> Sequence[Change | Tie]:
        """Everything that has a number, in the order of the numbers."""
        return [*self.changes, *self.ties]

    @property
    def lanes(self) -> list[str]:
        """The organisations from top to bottom: each below what it came from, the oldest first; wholes last."""
        after: Mapping[str, dict[str, None]] = defaultdict(dict)
        for change in self.changes:
            for o in change.before:
                after[o] |= dict.fromkeys(change.after)
        later = {o for c in self.changes if c.before for o in c.after}
        everyone = list(dict.fromkeys(o for c in self.changes for o in c.members))
        placed: dict[str, None] = {}
        left = [*reversed(everyone), *(o for o in reversed(everyone) if o not in later)]
        while left:
            o = left.pop()
            if o not in placed:
                placed[o] = None
                left += [n for n in reversed(after[o]) if n not in placed]
        wholes = dict.fromkeys(t.whole for t in self.ties)
        parts = dict.fromkeys(t.part for t in self.ties if t.part not in wholes)
        return list(placed | parts | wholes)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things lie in a picture."""

    name: str  # id of the picture
    axis: Axis | None  # none where nothing has a date
    middle: Mapping[str, float]  # of each lane
    gutter: float  # where the years end
    year: int | None = None  # of which the picture is


def drawn(edition: Edition, known: Lineage, family: Family, about: tuple[str, str, int | None], above: str) -> Markup:
    """The picture of a family.

    about    id and title of the picture, and a year of which it shows what was there; None for all time
    above    the way from the page to the top of the site"""
    name, title, year = about
    lanes = family.lanes
    height = TOP + ROW * len(lanes)
    lives = {o: known.life(o) for o in lanes}
    columns = _columns(family, {o: n for n, o in enumerate(lanes)})
    gutter = WIDTH - COLUMN * (max(columns.values(), default=-1) + 1)
    spans = [s for s in (*lives.values(), *(e.span for e in family.edges if e.span)) if s.known]
    axis = times.axis(spans, LEFT, gutter - LEFT - 12) if spans else None
    frame = Frame(name, axis, {o: TOP + ROW * n + ROW / 2 for n, o in enumerate(lanes)}, gutter, year)
    body = [*bars.years(axis, height, gutter, edition.language)] if axis else []
    if columns:
        body.append(svg.text(WIDTH, 10, edition.say("undated"), "soft", end=True))
    if axis:
        body.append(_line(axis, year, height))
    body += [_lane(edition, o, lives[o], frame, above) for o in lanes]
    placed = [_place(edge, frame, columns.get(n)) for n, edge in enumerate(family.edges)]
    body += [_edge(edge, where, frame) for edge, where in zip(family.edges, placed, strict=True)]
    taken: set[tuple[float, int]] = set()
    for n, (edge, where) in enumerate(zip(family.edges, placed, strict=True), 1):
        body.append(_mark(edition, (n, edge), where, (frame, taken), above))
    return svg.picture(name, title, (WIDTH, height), body)


def _line(axis: Axis, year: int | None, height: float) -> Markup:
    """The year that the picture is of; without one the script places it."""
    x = axis.x((axis.first if year is None else year) + 0.5)
    line = svg.path(("M", x, 14, "V", height), "now" if year is not None else "now off")
    return svg.group(
        "when", line, {"axis": f"{axis.first},{axis.last},{svg.number(axis.left)},{svg.number(axis.width)}"}
    )


def _lane(edition: Edition, o: str, life: Span, frame: Frame, above: str) -> Markup:
    """The name and the bar of one organisation."""
    y = frame.middle[o]
    full = edition.name(o)[0]
    said = svg.cut(full, CUT)
    target = edition.addresses.link(o, edition.language)
    inside = svg.text(0, y + 4, said)
    if target:
        inside = svg.link(above + target, inside, full if said != full else "")
    if frame.axis and life.known:
        inside += bars.bar(life, frame.axis, y - 4, 8, frame.name)
    kind = "lane" if frame.year is None else f"lane {state(life, frame.year)}"
    return svg.group(kind, inside, {"span": _years(life.first, life.begun, life.ending, life.last)})


def _years(*ends: float | None) -> str:
    """Points in time as the script reads them; nothing where one is open."""
    return ",".join("" if n is None else f"{n:.3f}".rstrip("0").rstrip(".") for n in ends)


def named(edition: Edition, edge: Change | Tie) -> str:
    """What a change or tie says, with its date."""
    if isinstance(edge, Change):
        said, when = edition.name(edge.iri)[0], times.said(edition, edge.iri)
    else:
        kind = edition.label(edge.kind).striptags()
        said = f"{edition.name(edge.part)[0]}: {kind}: {edition.name(edge.whole)[0]}"
        when = [w for iri in edge.iris for w in times.said(edition, iri)][:2]
    return f"{said}, {' – '.join(dict.fromkeys(when))}" if when else said


def _ends(edge: Change | Tie) -> tuple[Sequence[str], Sequence[str]]:
    """The lanes that an edge leads from and to."""
    if isinstance(edge, Tie):
        return (edge.part,), (edge.whole,)
    return edge.before, edge.after or edge.before


def _columns(family: Family, number: Mapping[str, int]) -> dict[int, int]:
    """The column of each edge without date, by its number; edges in one column do not touch."""
    full: list[list[range]] = [[] for _ in range(MOST)]
    found: dict[int, int] = {}
    for n, edge in enumerate(family.edges):
        rows = [number[o] for side in _ends(edge) for o in side]
        if edge.span:
            continue
        own = range(min(rows), max(rows) + 1)
        for column, held in enumerate(full):
            if not any(own.start < other.stop and other.start < own.stop for other in held):
                held.append(own)
                found[n] = column
                break
    return found


def _place(edge: Change | Tie, frame: Frame, column: int | None) -> float | None:
    """Where an edge lies; None where it has no place."""
    if edge.span and frame.axis:
        return frame.axis.x(sum(edge.span.known) / len(edge.span.known))
    return None if column is None else frame.gutter + COLUMN * (column + 0.5)


def _state(edge: Change | Tie, year: int) -> str:
    """Whether an edge belongs to a year: a change when it may have happened by then, a tie while it may have held."""
    if edge.span is None:
        return ""
    late = edge.span.first is not None and edge.span.first >= year + 1
    over = isinstance(edge, Tie) and edge.span.last is not None and edge.span.last <= year
    return ABSENT if late or over else ""


def _edge(edge: Change | Tie, x: float | None, frame: Frame) -> Markup:
    """The lines of a change or tie."""
    if x is None:
        return Markup("")
    starts, ends = _ends(edge)
    kind = "edge tie" if isinstance(edge, Tie) else "edge"
    bend = 14 if edge.span else 0
    lines = Markup("").join(
        svg.path(
            ("M", x - bend, frame.middle[a], "C", x, frame.middle[a], x - bend, frame.middle[b], x, frame.middle[b]),
            kind,
        )
        for a in starts
        for b in ends
        if a != b
    )
    return _grouped(edge, lines, frame)


def _grouped(edge: Change | Tie, inside: Markup, frame: Frame) -> Markup:
    """An edge with what the script has to know of it."""
    ends: tuple[float | None, float | None] = (None, None)
    if edge.span:
        ends = edge.span.first, edge.span.last if isinstance(edge, Tie) else None
    absent = frame.year is not None and _state(edge, frame.year)
    return svg.group(f"turn {ABSENT}" if absent else "turn", inside, {"at": _years(*ends)}) if inside else inside


def _mark(
    edition: Edition,
    numbered: tuple[int, Change | Tie],
    x: float | None,
    where: tuple[Frame, set[tuple[float, int]]],
    above: str,
) -> Markup:
    """The number of a change where its lines end, beside others that are there already."""
    (n, edge), (frame, taken) = numbered, where
    iris = (edge.iri,) if isinstance(edge, Change) else (*edge.iris, edge.part)
    href = next((t for t in (edition.addresses.link(i, edition.language) for i in iris) if t), "")
    if x is None:
        return Markup("")
    marks = []
    for end in (frame.middle[o] for o in dict.fromkeys(_ends(edge)[1])):
        at = x
        while {(end, round(at / KNOT) + d) for d in (-1, 0, 1)} & taken:
            at += 2 * KNOT
        taken.add((end, round(at / KNOT)))
        mark = svg.circle(at, end, KNOT - 0.5, "knot") + svg.text(at, end + 3.5, str(n), "mark")
        marks.append(svg.link(above + href, mark, f"{n}. {named(edition, edge)}") if href else mark)
    return _grouped(edge, Markup("").join(marks), frame)
