r"""Replace what a pattern finds.  text, pattern, replacement -> text; pure.

Read first: `read`.  Programs read the same pattern differently: \d, \w and \s have other members, $ in Python also
stands before a last line break, [[:alpha:]] is a class only here and there.  A pattern may therefore use only what
XPath, RE2 and Python all have; it is read by that grammar and written out for Python anew.

  pattern    literal characters . [abc] [^a-z] (…) (?:…) | ^ $ and ? * + {2} {2,} {2,3}, each also with ? behind it
  escapes    \ before one of . ? * + ( ) [ ] { } ^ $ | \ - and \n \r \t

Spec: XQuery and XPath Functions and Operators 3.1, fn:replace."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lod.functions.model import Function, strict
from lod.functions.names import OWN, RESULT, TEXT, need

META = frozenset("\\|.?*+(){}[]^$")
SPACE = {"n": "\n", "r": "\r", "t": "\t"}
QUANTIFIER = re.compile(r"(?:[?*+]|\{(?P<least>[0-9]{1,4})(?:,(?P<most>[0-9]{0,4}))?\})\??")
MOST, DEEPEST, GROUPS = 1000, 50, 9
PIECE = re.compile(r"\$([0-9])|\\([$\\])|([^$\\]+)")


class PatternError(ValueError):
    """A text that is no pattern, or none that every program reads the same way."""


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0
    depth: int = 0
    groups: int = 0

    @property
    def here(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self, text: str) -> bool:
        found = self.text.startswith(text, self.at)
        self.at += len(text) * found
        return found

    def expression(self) -> str:
        written = self._branch()
        while self.take("|"):
            written += "|" + self._branch()
        return written

    def _branch(self) -> str:
        written = ""
        while self.here and self.here not in "|)":
            if self.here in "^$":
                written += "^" if self.here == "^" else r"\Z"
                self.at += 1
                continue
            written += self._atom()
            quantifier = QUANTIFIER.match(self.text, self.at)
            if quantifier:
                self.at = quantifier.end()
                written += self._quantity(quantifier)
        return written

    def _quantity(self, found: re.Match[str]) -> str:
        least, most = int(found["least"] or 0), found["most"]
        if most and int(most) < least:
            raise PatternError(f"{found.group()} ends before it begins")
        if max(least, int(most or 0)) > MOST:
            raise PatternError(f"{found.group()} repeats more than {MOST} times")
        return found.group()

    def _atom(self) -> str:
        start, c = self.at, self.here
        self.at += 1
        if c == "(":
            return self._group()
        if c == "[":
            return self._characters()
        if c == "\\":
            return re.escape(self._escaped())
        if c == ".":
            return "[^\\n]"
        if c in META:
            raise PatternError(f"{c} in place {start + 1} has nothing to stand for; a plain one is written \\{c}")
        return re.escape(c)

    def _group(self) -> str:
        kept = not self.take("?:")
        if self.here == "?":
            raise PatternError(f"({self.text[self.at : self.at + 2]} is not read the same everywhere")
        self.groups += kept
        self.depth += 1
        if self.groups > GROUPS or self.depth > DEEPEST:
            raise PatternError(f"it has more than {GROUPS} groups, or {DEEPEST} in each other; write (?:…)")
        inside = self.expression()
        if not self.take(")"):
            raise PatternError("a ( is not closed")
        self.depth -= 1
        return f"({inside})" if kept else f"(?:{inside})"

    def _escaped(self) -> str:
        c = self.here
        self.at += 1
        if c and c in SPACE:
            return SPACE[c]
        if c and (c in META or c == "-"):
            return c
        advice = "; write [0-9] or [A-Za-z]" if c and c in "dDwWsSpPbB" else ""
        raise PatternError(f"\\{c} is not read the same everywhere{advice}")

    def _characters(self) -> str:
        negated, members = "^" * self.take("^"), list[str]()
        while not (self.here == "]" and members):
            low = self._member()
            if self.here != "-" or self.text[self.at + 1 : self.at + 2] == "]":
                members.append(_inside(low))
                continue
            self.at += 1
            high = self._member()
            if high < low:
                raise PatternError(f"{low}-{high} is no range")
            members.append(f"{_inside(low)}-{_inside(high)}")
        self.at += 1
        return f"[{negated}{''.join(members)}]"

    def _member(self) -> str:
        c = self.here
        self.at += 1
        if not c:
            raise PatternError("a [ is not closed")
        if c == "\\":
            return self._escaped()
        if c in "[]":
            raise PatternError(f"a plain {c} inside a class is written \\{c}")
        return c


def _inside(character: str) -> str:
    return f"\\{character}" if character in "\\]^-[&~|" else character


@lru_cache(maxsize=256)
def read(pattern: str) -> re.Pattern[str]:
    r"""Read a pattern.

    raises   PatternError where it is none, where programs read it differently, and where it finds the empty text
    >>> read(r"^(\[[a-z]+\])$").pattern
    '^(\\[[a-z]+\\])\\Z'
    """
    reader = _Reader(pattern)
    written = reader.expression()
    if reader.here:
        raise PatternError("a ) closes nothing; a plain one is written \\)")
    found = re.compile(written)
    if found.search(""):
        raise PatternError("it finds the empty text, which stands everywhere")
    return found


def _pieces(replacement: str) -> list[int | str]:
    """The numbers of groups and the texts between them."""
    found, at = list[int | str](), 0
    while at < len(replacement):
        piece = PIECE.match(replacement, at)
        if piece is None:
            raise PatternError(f"a plain {replacement[at]} is written \\{replacement[at]}; a group is $1 to $9")
        found.append(int(piece[1]) if piece[1] else piece[2] or piece[3])
        at = piece.end()
    return found


def replace_pattern(text: str, pattern: str, replacement: str) -> str | None:
    r"""All that a pattern finds replaced, from left to right.

    replacement  $1 to $9 are the groups of the pattern, $0 all that was found; \$ and \\ are the characters
    returns      None for a pattern or replacement that is none
    source       XPath, fn:replace; a group that took no part, or that there is not, is empty
    >>> replace_pattern("Neruda, Pablo", "^([^,]+), (.+)$", "$2 $1")
    'Pablo Neruda'
    """
    try:
        found, pieces = read(pattern), _pieces(replacement)
    except PatternError:
        return None

    def made(match: re.Match[str]) -> str:
        groups = [match.group(), *match.groups()]
        return "".join(p if isinstance(p, str) else groups[p] or "" if p < len(groups) else "" for p in pieces)

    return found.sub(made, text)


def pattern_fault(pattern: str) -> str:
    """Say what keeps a text from being a pattern; empty if nothing does."""
    try:
        read(pattern)
    except PatternError as error:
        return str(error)
    return ""


def replacement_fault(replacement: str) -> str:
    """Say what keeps a text from being a replacement; empty if nothing does."""
    try:
        _pieces(replacement)
    except PatternError as error:
        return str(error)
    return ""


FUNCTIONS = (
    strict(
        Function(
            OWN + "replace-pattern",
            (TEXT, need("pattern", pattern_fault), need("replacement", replacement_fault)),
            replace_pattern,
            outputs=RESULT,
        )
    ),
)
