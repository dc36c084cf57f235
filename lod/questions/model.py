"""The noun here: a competency question, as curators keep it and as it is published.  Values only.

Read first: docs/reference/questions.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

FILE = "questions.ttl"  # the published file
FORMS = ("SELECT", "ASK", "CONSTRUCT")  # of a query that SHACL has a word for
DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the data, in words and as a query."""

    name: str  # J1
    title: Mapping[str, str]  # language -> text
    asked: Mapping[str, str]  # language -> the question as a sentence
    kind: str  # what sort of query it is, in a word; may be empty
    form: str  # one of FORMS
    query: str  # SPARQL, with the prefixes it needs

    def titled(self, language: str) -> tuple[str, str]:
        """The title and the language it is in: the one wanted, or the first there is."""
        found = language if language in self.title else next(iter(self.title))
        return self.title[found], found

    def worded(self, language: str) -> str:
        """The question in a language, or as it stands; empty if it is not said."""
        return self.asked.get(language) or next(iter(self.asked.values()), "")


def order(name: str) -> list[tuple[int, str]]:
    """The order of names in which 2 comes before 10.

    >>> sorted(["J10", "J2", "F1"], key=order)
    ['F1', 'J2', 'J10']
    """
    return [(int(part), "") if part.isdigit() else (-1, part) for part in DIGITS.split(name)]
