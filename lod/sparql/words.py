"""Look at the words of a query.  text -> whether it asks other servers, whether it names its graphs; pure.

It takes some queries for federated that are not, and never one that is for one that is not.  The grammar of a store
and a lexer may disagree where an IRI ends (`?a<?b='>'` is a comparison to one and begins an IRI for the other), so that
wherever the word SERVICE stands, every IRI must be one to both.  tokens.py cuts a query that is to be understood; this
one need not even be a query.
Spec: SPARQL 1.1 Query section 19.2 (codepoint escapes) and 19.8, Grammar; Federated Query section 2."""

from __future__ import annotations

import re

TOKENS = re.compile(
    r"(?P<iri><[^\x00-\x20<>\"{}|^`\\]*>)"
    r"|(?P<string>\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
    r"|\"(?:[^\"\\\n\r]|\\.)*\"|'(?:[^'\\\n\r]|\\.)*')"
    r"|(?P<comment>#[^\n\r]*)"
    r"|(?P<name>[?$]\w+|@[A-Za-z-]+|[\w.-]*:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*)"
    r"|(?P<word>\w+)"
    r"|(?P<open>[{(\[])|(?P<close>[})\]])|(?P<sign>[!+^-])|(?P<other>\S)",
    re.DOTALL,
)
CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
SURE_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://[^'#]*(?:#[^']*)?>|<[^'#]*>")
SUSPECT = re.compile("service", re.IGNORECASE)
FROM = re.compile(r"\bfrom\b", re.IGNORECASE)


def asks_others(query: str) -> bool:
    """Whether SERVICE may stand in a query as a keyword."""
    plain = CODEPOINT.sub(_character, query)
    return _federated(query) or (plain != query and _federated(plain))


def _federated(query: str) -> bool:
    if not SUSPECT.search(query):
        return False
    return any(
        (token.lastgroup == "word" and token.group().upper() == "SERVICE")
        or (token.lastgroup == "iri" and not SURE_IRI.fullmatch(token.group()))
        or (token.lastgroup == "other" and token.group() in "\"'")  # a quote that nothing closes
        for token in TOKENS.finditer(query)
    )


def _character(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def names_graphs(query: str) -> bool:
    """Whether FROM says what the default graph is.

    >>> names_graphs("SELECT * FROM <urn:g> { ?s ?p ?o }"), names_graphs("SELECT ?from { ?from ?p 'from' }")
    (True, False)
    """
    if not FROM.search(query):
        return False
    depth = 0
    for token in TOKENS.finditer(query):
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if depth == 0 and token.lastgroup == "word" and token.group().upper() == "FROM":
            return True
    return False
