"""Draw plain shapes.  numbers, texts -> SVG elements as safe markup; pure.

Colours and faces come from the stylesheet, so that pictures follow light, dark and print.  Numbers are rounded to a
tenth of a unit, so that they are the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

Box = tuple[float, float, float, float]  # left, top, width, height


def number(value: float) -> str:
    """A coordinate.

    >>> number(3.14159), number(2.0)
    ('3.1', '2')
    """
    return f"{value:.1f}".removesuffix(".0")


def cut(said: str, length: int) -> str:
    """A text that takes at most so many characters.

    >>> cut("Communist League", 10)
    'Communist…'
    """
    return said if len(said) <= length else said[: length - 1].rstrip() + "…"


def text(x: float, y: float, said: str, kind: str = "", end: bool = False) -> Markup:
    """A line of text.

    kind     class of the stylesheet
    end      whether it ends at x instead of beginning there"""
    marked = f' class="{kind}"' if kind else ""
    anchor = ' text-anchor="end"' if end else ""
    return Markup(f'<text x="{number(x)}" y="{number(y)}"{marked}{anchor}>{escape(said)}</text>')


def rectangle(box: Box, kind: str, fill: str = "") -> Markup:
    """A rectangle; `fill` is the id of a gradient."""
    x, y, width, height = box
    filled = f' fill="url(#{fill})"' if fill else ""
    named = "" if fill else f' class="{kind}"'
    size = f'width="{number(max(width, 0))}" height="{number(height)}"'
    return Markup(f'<rect x="{number(x)}" y="{number(y)}" {size}{named}{filled}/>')


def circle(x: float, y: float, radius: float, kind: str) -> Markup:
    """A circle."""
    return Markup(f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" class="{kind}"/>')


def path(commands: Iterable[str | float], kind: str) -> Markup:
    """A line along path commands: "M", 1, 2, "L", 3, 4."""
    said = " ".join(c if isinstance(c, str) else number(c) for c in commands)
    return Markup(f'<path d="{said}" class="{kind}"/>')


def link(href: str, inside: Markup, about: str = "") -> Markup:
    """A link around shapes, with what it leads to for those who do not see them."""
    title = Markup(f"<title>{escape(about)}</title>") if about else ""
    return Markup(f'<a href="{escape(href)}">{title}{inside}</a>')


def group(kind: str, inside: Markup, data: Mapping[str, str]) -> Markup:
    """Shapes that belong together, with what a script may ask about them."""
    said = Markup("").join(Markup(f' data-{key}="{escape(value)}"') for key, value in data.items())
    return Markup(f'<g class="{kind}"{said}>{inside}</g>')


def fading(name: str) -> Markup:
    """Two gradients, `<name>-in` and `<name>-out`: for beginnings and ends that are not known exactly."""
    off, on = '<stop offset="{}" class="off"/>', '<stop offset="{}"/>'
    return Markup(
        f'<linearGradient id="{name}-in">{off.format(0)}{on.format(1)}</linearGradient>'
        f'<linearGradient id="{name}-out">{on.format(0)}{off.format(1)}</linearGradient>'
    )


def picture(name: str, title: str, size: tuple[float, float], inside: Iterable[Markup]) -> Markup:
    """A picture that scrolls where the page is narrower, and says what it is.

    name     id, unique on its page"""
    width, height = (number(n) for n in size)
    body = Markup("").join(inside)
    return Markup(
        f'<div class="wide" role="group" aria-label="{escape(title)}" tabindex="0">'
        f'<svg class="picture" role="group" aria-labelledby="{name}-title" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><title id="{name}-title">{escape(title)}</title>'
        f"<defs>{fading(name)}</defs>{body}</svg></div>"
    )
