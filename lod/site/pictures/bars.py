"""Bars in time, with ends that fade where they are not known.  Span, Axis -> SVG.

Read first: times.py."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from lod.site.dates import year_in_words
from lod.site.pictures import svg
from lod.site.pictures.times import Axis, Span

OPEN = 0.05  # part of the axis over which an open end fades
LEAST = 5.0  # width of what lasted a moment


def bar(span: Span, axis: Axis, top: float, height: float, name: str) -> Markup:
    """A bar, solid where the time is sure.

    name     of the picture, whose gradients it uses"""
    fade = axis.width * OPEN
    points = [axis.x(n) for n in span.known]
    first = axis.x(span.first) if span.first is not None else max(min(points) - fade, axis.left)
    last = axis.x(span.last) if span.last is not None else min(max(points) + fade, axis.left + axis.width)
    if last - first < LEAST * 2:
        return svg.rectangle(((first + last - LEAST) / 2, top, LEAST, height), "bar")
    sure = [axis.x(n) for n in (span.begun, span.ending) if n is not None]
    solid = (sure[0], sure[-1]) if sure else ((first + last) / 2,) * 2
    if solid[0] > solid[1]:  # nothing of it is sure but that it was in between
        solid = ((first + last) / 2,) * 2
    return Markup("").join(_parts(first, solid, last, (top, height), name))


def _parts(
    first: float, solid: tuple[float, float], last: float, across: tuple[float, float], name: str
) -> Iterator[Markup]:
    top, height = across
    if solid[0] > first:
        yield svg.rectangle((first, top, solid[0] - first, height), "", f"{name}-in")
    if solid[1] > solid[0]:
        yield svg.rectangle((solid[0], top, solid[1] - solid[0], height), "bar")
    if last > solid[1]:
        yield svg.rectangle((solid[1], top, last - solid[1], height), "", f"{name}-out")


def years(axis: Axis, bottom: float, limit: float, language: str) -> Iterator[Markup]:
    """The years, as lines behind everything.

    limit    where the picture ends"""
    free = 0.0  # where the last name of a year ends
    for year, x in axis.ticks():
        yield svg.path(("M", x, 0, "V", bottom), "axis")
        said = year_in_words(year, language)
        width = 7.0 * len(said) + 2
        late = x + width > limit
        if (x - width if late else x) >= free:
            yield svg.text(x - 3 if late else x + 3, 10, said, "soft", end=late)
            free = x if late else x + width
