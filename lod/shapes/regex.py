r"""Translate the regular expressions of sh:pattern.  XPath pattern + flags -> pattern for RE2 or for Python; pure.

Three dialects meet here: SHACL asks for that of XPath, the database runs RE2, and Python's `re` runs what RE2 cannot.
They read the same text differently: \d, \w and \s have other members, $ in Python also stands before a last line
break, and only XPath knows \i, \c, blocks and the subtraction of classes.  So a pattern is read by XPath's grammar and
written out anew.  What is no XPath but Python runs (look-around, \b) is left to Python as it is.
Spec: XQuery and XPath Functions and Operators section 5.6.1 (SPARQL's REGEX); XSD 1.1 part 2 appendix G."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from typing import Literal

from lod.shapes import characters
from lod.shapes.characters import Characters

META = frozenset("\\|.?*+(){}[]^$")
SPACE = " \t\n\r"
MOST = 1000  # repetitions that RE2 accepts
QUANTIFIER = re.compile(r"(?:[?*+]|\{(?P<least>[0-9]+)(?:,(?P<most>[0-9]*))?\})\??")
FLAGS = "smixq"


@dataclass(frozen=True, slots=True)
class Regex:
    """A pattern that can be run."""

    engine: Literal["re2", "python", ""]  # empty: none can
    pattern: str  # with its flags in front, as (?i)
    reason: str = ""  # why RE2 cannot run it
    fault: str = ""  # why it is no pattern at all
    foreign: bool = False  # it is no XPath: other validators may refuse it, or read it differently


class _Refused(Exception):
    """XPath's grammar does not have this."""


@dataclass(slots=True)
class _Reader:
    """Reads a pattern and writes it for one of two engines; `reasons` say what RE2 cannot run."""

    text: str
    flags: str
    python: bool
    at: int = 0
    groups: int = 0
    times: int = 1
    closed: set[int] = field(default_factory=set)
    reasons: list[str] = field(default_factory=list)

    @property
    def here(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self, text: str) -> bool:
        found = self.text.startswith(text, self.at)
        self.at += len(text) * found
        return found

    def expression(self) -> str:
        written = self.branch()
        while self.take("|"):
            written += "|" + self.branch()
        return written

    def branch(self) -> str:
        written = ""
        while self.here and self.here not in "|)":
            atom = self.atom()
            quantifier = QUANTIFIER.match(self.text, self.at)
            if quantifier:
                self.at = quantifier.end()
                self._quantity(quantifier)
            written += atom + (quantifier.group() if quantifier else "")
        return written

    def _quantity(self, quantifier: re.Match[str]) -> None:
        least, most = int(quantifier.group("least") or 0), quantifier.group("most")
        if most and int(most) < least:
            raise _Refused(f"{quantifier.group()} ends before it begins")
        self.times *= max(least, int(most or 0), 1)  # of nested ones RE2 counts the product
        if self.times > MOST:
            self.reasons.append(f"repeats more than {MOST} times, all in all")

    def atom(self) -> str:
        start, c = self.at, self.here
        self.at += 1
        match c:
            case "(":
                return self._group()
            case "[":
                self.at = start
                return self.characters()
            case "\\":
                return self._escape()
            case ".":
                return "." if "s" in self.flags else "[^\\n]"
            case "^":
                return self._line_start()
            case "$":
                return "$" if "m" in self.flags or not self.python else "\\Z"
        if c in META:
            raise _Refused(f"{c} in place {start + 1} has nothing to stand for; a plain one is written \\{c}")
        return re.escape(c) if c in SPACE + "#" and self.python else c

    def _line_start(self) -> str:
        if "m" not in self.flags:
            return "^"
        self.reasons.append("looks for the start of lines, which XPath does not find behind a last line break")
        return r"(?:\A|(?<=\n)(?!\Z))"

    def _group(self) -> str:
        capturing = not self.take("?:")
        if self.here == "?":
            raise _Refused(f"({self.text[self.at : self.at + 2]} is not known there")
        self.groups += capturing
        number, inside = self.groups, self.expression()
        if not self.take(")"):
            raise _Refused("a ( is not closed")
        if capturing:
            self.closed.add(number)
        return f"({inside})" if capturing else f"(?:{inside})"

    def _escape(self) -> str:
        c = self.here
        if c and c in "123456789":
            self.at += 1
            if int(c) not in self.closed:
                raise _Refused(f"\\{c} refers to a group that is not there")
            self.reasons.append("refers back to a group")
            return f"(?:\\{c})"
        single, many = self.escaped()
        if many is not None:
            return f"[{self._inside(many)}]"
        return re.escape(single) if single in META or single in SPACE else single

    def escaped(self) -> tuple[str, Characters | None]:
        """Read what follows a backslash: one character, or a class of them."""
        c = self.here
        self.at += 1
        if c and c in "nrt":
            return {"n": "\n", "r": "\r", "t": "\t"}[c], None
        if c and (c in META or c == "-"):
            return c, None
        if c and c in "pP":
            end = self.text.find("}", self.at)
            name = self.text[self.at + 1 : end] if self.here == "{" and end > 0 else ""
            found = characters.named(name, negated=c == "P")
            if found is None:
                raise _Refused(f"\\{c}{{{name}}} is no class of characters")
            self.at = end + 1
            return "", found
        found = characters.escaped(c) if c else None
        if found is None:
            raise _Refused(f"\\{c} is not known there")
        return "", found

    def characters(self) -> str:
        """Read a class in brackets."""
        self.at += 1
        negated, members = self.take("^"), list[str]()
        while not (self.here == "]" and members):
            if not self.here:
                raise _Refused("a [ is not closed")
            if members and self.text.startswith("-[", self.at):
                self.at += 1
                taken = self.characters()
                if not self.take("]"):
                    raise _Refused("nothing may follow the class that is taken away")
                self.reasons.append("takes one class from another")
                return f"(?!{taken})[{'^' * negated}{''.join(members)}]"
            members.append(self._member())
        self.at += 1
        return f"[{'^' * negated}{''.join(members)}]"

    def _member(self) -> str:
        low, many = self._one()
        if many is not None:
            return self._inside(many)
        if self.here != "-" or self.text[self.at + 1 : self.at + 2] in ("]", "["):
            return _quoted(low)
        self.at += 1
        high, many = self._one()
        if many is not None or high < low:
            raise _Refused(f"{low}-{high} is no range")
        return f"{_quoted(low)}-{_quoted(high)}"

    def _one(self) -> tuple[str, Characters | None]:
        c = self.here
        self.at += 1
        if c == "\\":
            return self.escaped()
        if c == "[":
            raise _Refused("a plain [ inside a class is written \\[")
        return c, None

    def _inside(self, many: Characters) -> str:
        """The members of a class, as the engine that is written for wants them."""
        if not self.python and many.re2:
            return many.re2
        if not self.python and not many.ranges:
            self.reasons.append("names characters that are known to Python only")
            return ""
        return "".join(f"{_quoted(chr(a))}-{_quoted(chr(b))}" for a, b in many.ranges or characters.members(many))


def _quoted(character: str) -> str:
    return f"\\{character}" if character in "\\]^-[&~|" else character


def xpath_regex(pattern: str, flags: str = "") -> Regex:
    r"""Translate a pattern of SPARQL's REGEX.

    flags    any of s, m, i, x, q
    >>> xpath_regex(r"^\d{4}$", "i")
    Regex(engine='re2', pattern='(?i)^[\\p{Nd}]{4}$', reason='', fault='', foreign=False)
    >>> xpath_regex("[a-z-[aeiou]]").engine, xpath_regex("(").fault
    ('python', 'a ( is not closed')
    """
    unknown = [f for f in flags if f not in FLAGS]
    if unknown:
        return Regex("", pattern, fault=f"there is no flag {unknown[0]}; the flags are {', '.join(FLAGS)}")
    front = "(?" + "".join(f for f in "ims" if f in flags) + ")" if set(flags) & set("ims") else ""
    if "q" in flags:
        plain = "".join(f"\\{c}" if c in META else c for c in pattern)
        return Regex("re2", ("(?i)" if "i" in flags else "") + plain)
    text = _unspaced(pattern) if "x" in flags else pattern
    try:
        written, reasons = _write(text, flags, python=False)
        if not reasons:
            return Regex("re2", front + written)
        return Regex("python", front + _write(text, flags, python=True)[0], reasons[0])
    except _Refused as refused:
        return _foreign(text, front, str(refused))


def _write(text: str, flags: str, python: bool) -> tuple[str, list[str]]:
    reader = _Reader(text, flags, python)
    written = reader.expression()
    if reader.here:
        raise _Refused("a ) closes nothing; a plain one is written \\)")
    return written, reader.reasons


def _foreign(text: str, front: str, fault: str) -> Regex:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)  # a class whose meaning may change has none
            re.compile(front + text)
    except (re.error, OverflowError, FutureWarning):
        return Regex("", text, fault=fault)
    return Regex("python", front + text, f"is no XPath: {fault}", foreign=True)


def _unspaced(pattern: str) -> str:
    """The pattern without white space, but for that inside the brackets of classes."""
    depth, kept, escaped = 0, "", False
    for c in pattern:
        if not escaped:
            depth += (c == "[") - (c == "]" and depth > 0)
        if depth or c not in SPACE:
            kept += c
            escaped = c == "\\" and not escaped
    return kept
