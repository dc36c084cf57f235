"""Know a country by its names, codes and items.  texts -> codes; reads countries.tsv beside this module.

The table has today's countries by the names of CLDR in six languages, and former ones with the countries of today that
they share people and parties with.  An item stands there only where two sources that know nothing of each other agree.

Spec: ISO 3166-1; CLDR territory names (unicode.org/cldr)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from lod.links.folding import fold

Agreement = Literal["agree", "unknown", "conflict"]


@dataclass(frozen=True, slots=True)
class Countries:
    """The table, by folded name, code or item."""

    codes: dict[str, str]  # chile, cl, chl, q298 -> CL
    shared: dict[str, frozenset[str]]  # code of a former country -> codes it shares people with


@cache
def table() -> Countries:
    """Read the table once."""
    text = (files("lod.links") / "countries.tsv").read_text(encoding="utf-8")
    codes: dict[str, str] = {}
    shared: dict[str, frozenset[str]] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        known = (row["code"], row["alpha3"], row["item"], row["en"], row["es"], *row["others"].split("|"))
        for name in known:
            if name:
                codes.setdefault(fold(name), row["code"])
        if row["today"]:
            shared[row["code"]] = frozenset(row["today"].split())
    return Countries(codes, shared)


@cache
def code(name: str) -> str:
    """The code of a country; empty where the text is none we know.

    name   a name in English, Spanish or four other languages, ISO code of two or three letters, or item
    >>> code("Estados Unidos"), code("CHL"), code("Q298"), code("Calama")
    ('US', 'CL', 'CL', '')
    """
    return table().codes.get(fold(name), "")


def all_codes(names: Iterable[str]) -> frozenset[str]:
    """The codes of those that are countries."""
    return frozenset(found for name in names if (found := code(name)))


def compare(ours: frozenset[str], theirs: frozenset[str]) -> Agreement:
    """Whether two sets of codes agree: one in common is enough, and a former country does not contradict its heirs.

    >>> compare(frozenset({"DE"}), frozenset({"DD"})), compare(frozenset({"CL"}), frozenset({"VE"}))
    ('unknown', 'conflict')
    """
    if ours & theirs:
        return "agree"
    if not ours or not theirs:
        return "unknown"
    shared = table().shared
    heirs = any(shared.get(a, frozenset()) & ({b} | shared.get(b, frozenset())) for a in ours for b in theirs)
    return "unknown" if heirs or any(shared.get(b, frozenset()) & ours for b in theirs) else "conflict"
