"""Read a JSON text piece by piece.  stream of text + steps to the records -> record after record.

Only a record, or what stands beside the records, is in memory at any time.  A key that an object has twice is a
mistake, because RFC 8259 leaves open which one counts; so are NaN and Infinity, which are not JSON.
Spec: RFC 8259."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import NoReturn, TextIO

from lod.errors import Place
from lod.sources.document_faults import BrokenDocument

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Step = str | None  # the name of a member; None: every member or item

PIECE = 1 << 20  # characters
LONGEST_TOKEN = 16  # characters of a token that the end of a piece may cut, such as -Infinity or \ud83d\ude00
LONGEST_NUMBER = 4000  # digits that Python turns into a number; more stay digits
SPACE = re.compile(r"[ \t\n\r]*")
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s"{}\[\]:,]+', re.DOTALL)
WORDS = {  # what Python's reader says -> our words
    "Expecting value": "here must stand a value",
    "Expecting property name enclosed in double quotes": "here must stand a key in double quotes",
    "Expecting ':' delimiter": "here must stand a colon",
    "Expecting ',' delimiter": "here must stand a comma, or the object or array must end",
    "Illegal trailing comma before end of object": "a comma stands before the end of the object",
    "Illegal trailing comma before end of array": "a comma stands before the end of the array",
    "Invalid control character at": "a text holds a control character",
    "Unterminated string starting at": "this text does not end",
    "Invalid \\escape": "a text holds a backslash that escapes nothing",
    "Invalid \\uXXXX escape": "a text holds a broken \\u escape",
}


class Digits(str):
    """An integer too long for Python to compute with."""

    __slots__ = ()


class _Wrong(ValueError):
    """A mistake inside a value, found by its text or as a key that comes twice; where, is looked up afterwards."""

    def __init__(self, message: str, advice: str, text: str = "") -> None:
        super().__init__(message)
        self.message, self.advice, self.text = message, advice, text


class JsonText:
    """A JSON text and how far it has been read."""

    def __init__(self, stream: TextIO, shown: str) -> None:
        self._stream, self._shown = stream, shown
        self._text, self._at = "", 0  # what is in memory, and what of it has been read
        self._line, self._column = 1, 1  # where it begins in the file
        self._begin, self._start = 0, 0  # of the record, and of the value, that was read last
        self._decode = json.JSONDecoder(
            object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_double
        ).raw_decode

    def records(self, steps: Sequence[Step]) -> Iterator[Json]:
        """What the steps lead to, in the order of the text; the text is read to its end.

        raises   BrokenDocument (T230)
        """
        if not self._peek():
            advice = "even an empty list is written []"
            raise BrokenDocument(Place(self._shown, 1), language="JSON", message="the file is empty", advice=advice)
        yield from self._walk(steps)
        if self._peek():
            self._fail("the text goes on behind its end", self._at, "a file holds one object or one array")

    @property
    def place(self) -> Place:
        """Where the record begins that was given last."""
        return self._place(self._begin)

    def _walk(self, steps: Sequence[Step]) -> Iterator[Json]:
        mark = self._peek()
        if not steps:
            self._begin = self._at
            yield self._value()
        elif mark == "{":
            yield from self._members(steps)
        elif mark == "[" and steps[0] is None:
            for _ in self._parts("]"):
                yield from self._walk(steps[1:])
        else:
            self._value()

    def _members(self, steps: Sequence[Step]) -> Iterator[Json]:
        seen: set[Json] = set()
        for _ in self._parts("}"):
            if self._peek() != '"':
                self._fail(WORDS["Expecting property name enclosed in double quotes"], self._at)
            key = self._value()
            assert isinstance(key, str)
            if key in seen:
                twice, at = _twice(key), self._place(self._start)
                raise BrokenDocument(at, language="JSON", message=twice.message, advice=twice.advice)
            seen.add(key)
            if self._peek() != ":":
                self._fail(WORDS["Expecting ':' delimiter"], self._at)
            self._at += 1
            self._peek()
            if steps[0] is None or steps[0] == key:
                yield from self._walk(steps[1:])
            else:
                self._value()

    def _parts(self, end: str) -> Iterator[None]:
        """Stand before each part of an object or array in turn, at last behind its end."""
        self._at += 1
        if self._peek() == end:
            self._at += 1
            return
        while True:
            yield
            mark = self._peek()
            self._at += 1
            if mark == end:
                return
            if mark != ",":
                self._fail(WORDS["Expecting ',' delimiter"], self._at - 1)

    def _peek(self) -> str:
        """The next character that is no white space; "" at the end."""
        while True:
            space = SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Read on: at least as much as waits to be understood, so that a long value costs no more than its length."""
        piece = self._stream.read(max(PIECE, len(self._text) - self._at))
        if piece:
            here = self._place(self._at)
            self._line, self._column = here.line, here.column
            self._begin -= self._at
            self._text, self._at = self._text[self._at :] + piece, 0
        return bool(piece)

    def _value(self) -> Json:
        self._peek()
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos > len(self._text) - LONGEST_TOKEN
                if not cut or not self._more():
                    self._fail(WORDS.get(error.msg, error.msg), error.pos)
            except RecursionError:
                self._fail("objects and arrays stand too deep inside each other", self._at)
            except _Wrong as wrong:
                self._fail(wrong.message, self._where(wrong), wrong.advice)
            else:
                if end < len(self._text) - LONGEST_TOKEN or not self._more():  # the end of a piece may cut a number
                    self._start, self._at = self._at, end
                    made: Json = value
                    return made

    def _where(self, wrong: _Wrong) -> int:
        """Where in the value a mistake is that Python's reader gives no place of."""
        objects: list[set[str]] = []
        last = next(TOKEN.finditer(self._text, self._at))
        for token in TOKEN.finditer(self._text, self._at):
            text = token.group()
            if text == wrong.text:
                return token.start()
            if text in "{[":
                objects.append(set())
            elif text in "}]":
                objects.pop()
            elif text == ":" and not wrong.text:
                key = json.loads(last.group())
                if key in objects[-1]:
                    return last.start()
                objects[-1].add(key)
            last = token
        return self._at

    def _fail(self, message: str, at: int, advice: str = "") -> NoReturn:
        if self._text and SPACE.fullmatch(self._text, at) and not self._stream.read(1):
            message, advice = "the file ends too early", "get or make it again"
        raise BrokenDocument(self._place(at), language="JSON", message=message, advice=advice)

    def _place(self, at: int) -> Place:
        lines = self._text.count("\n", 0, at)
        column = at - self._text.rfind("\n", 0, at) if lines else self._column + at
        return Place(self._shown, self._line + lines, column)


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        raise _twice(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return made


def _twice(key: str) -> _Wrong:
    return _Wrong(f'the key "{key}" stands twice in one object', "keep one of them, or make a list of their values")


def _constant(text: str) -> NoReturn:
    raise _Wrong(f"{text} is no number of JSON", "write null, or a text in quotes", text)


def _integer(text: str) -> int | Digits:
    return int(text) if len(text) < LONGEST_NUMBER else Digits(text)


def _double(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _Wrong(f"{text} is beyond what an xsd:double holds", "write it as a text in quotes", text)
    return number
