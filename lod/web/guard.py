"""Look at a query before it is evaluated.  text -> fault, if any; pure.

Behind this stands the worker's own wall: jail.py.  Read first: lod/sparql/words.py."""

from __future__ import annotations

import re

from lod.errors import LodError
from lod.sparql.words import TOKENS, asks_others
from lod.web.faults import NoFederation, ReadOnly, TooDeep

UPDATES = frozenset(["ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"])
PROLOGUE = re.compile(r"\s*(?:(?:#[^\n\r]*|BASE\s*<[^>]*>|PREFIX\s+[^\s:]*:\s*<[^>]*>)\s*)*", re.IGNORECASE)


def check(query: str, deepest: int) -> LodError | None:
    """What keeps a query from being evaluated here, if anything.

    deepest  how many brackets may stand in each other, and how many signs before a value
    >>> print(check("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", 200).code)
    H203
    >>> check("SELECT ?service { ?service a <http://example.org/Service> }", 200)
    """
    start = PROLOGUE.match(query)
    word = re.compile(r"\w*").match(query, start.end() if start else 0)
    if word and word.group().upper() in UPDATES:
        return ReadOnly()
    if asks_others(query):
        return NoFederation()
    return _depth(query, deepest)


def _depth(query: str, deepest: int) -> LodError | None:
    if sum(map(query.count, "{([")) <= deepest and sum(map(query.count, "!+^-")) <= deepest:
        return None
    depth = signs = 0
    for token in TOKENS.finditer(query):
        kind = token.lastgroup
        depth += (kind == "open") - (kind == "close")
        signs = signs + 1 if kind == "sign" else signs if kind == "comment" else 0
        if max(depth, signs) > deepest:
            at = token.start()
            line, column = query.count("\n", 0, at) + 1, at - query.rfind("\n", 0, at)
            return TooDeep(depth=max(depth, signs), line=line, column=column, most=deepest)
    return None
