"""Write a few triples as Turtle.  triples as N-Triples texts -> Turtle text; pure.

For documents about the data.  The data themselves are written in the same form by dumps/turtle.py, in SQL.
Spec: RDF 1.1 Turtle (www.w3.org/TR/turtle)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lod.vocab import RDF_TYPE, XSD, XSD_STRING

Triple = tuple[str, str, str]  # each term as N-Triples writes it
LOCAL = "[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?"  # the ASCII part of PN_LOCAL that needs no escape
BARE = {
    XSD + "integer": re.compile("[+-]?[0-9]+"),
    XSD + "decimal": re.compile("[+-]?[0-9]*[.][0-9]+"),
    XSD + "boolean": re.compile("true|false"),
}
TYPE = f"<{RDF_TYPE}>"


def turtle(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Write triples as a Turtle document.

    prefixes  name -> namespace; only those used are declared
    returns   prefixes; a block per subject, in the order in which subjects are first named; `a` first, then
              predicates and objects in code-point order of their N-Triples text

    >>> print(turtle([("<http://e.org/a>", "<http://e.org/b>", '"c"@en')], {"e": "http://e.org/"}), end="")
    @prefix e: <http://e.org/> .
    <BLANKLINE>
    e:a
        e:b "c"@en .
    """
    blocks: dict[str, dict[str, set[str]]] = {}
    for s, p, o in triples:
        blocks.setdefault(s, {}).setdefault(p, set()).add(o)
    used: set[str] = set()
    written = [_block(s, said, prefixes, used) for s, said in blocks.items()]
    head = [f"@prefix {p}: <{prefixes[p]}> .\n" for p in sorted(used)]
    return "".join([*head, *written])


def _block(subject: str, said: Mapping[str, set[str]], prefixes: Mapping[str, str], used: set[str]) -> str:
    lines = []
    for predicate in sorted(said, key=lambda p: (p != TYPE, p)):
        verb = "a" if predicate == TYPE else _text(predicate, prefixes, used)
        objects = " ,\n        ".join(_text(o, prefixes, used) for o in sorted(said[predicate]))
        lines.append(f"    {verb} {objects}")
    return f"\n{_text(subject, prefixes, used)}\n" + " ;\n".join(lines) + " .\n"


def _text(term: str, prefixes: Mapping[str, str], used: set[str]) -> str:
    """One term in Turtle; notes the prefix it uses."""
    if term.startswith("<"):
        return _name(term[1:-1], prefixes, used)
    quoted, mark, datatype = term.rpartition('"^^<')
    if not mark or not term.endswith(">"):
        return term
    iri = datatype[:-1]
    if iri in BARE and BARE[iri].fullmatch(quoted[1:]):
        return quoted[1:]
    return f'{quoted}"' if iri == XSD_STRING else f'{quoted}"^^{_name(iri, prefixes, used)}'


def _name(iri: str, prefixes: Mapping[str, str], used: set[str]) -> str:
    short = curie(iri, prefixes)
    if not short:
        return f"<{iri}>"
    used.add(short.partition(":")[0])
    return short


def curie(iri: str, prefixes: Mapping[str, str]) -> str:
    """The prefixed name of an IRI, by the longest namespace and then the first prefix; empty if it has none.

    >>> curie("http://e.org/x#a", {"e": "http://e.org/", "x": "http://e.org/x#"}), curie("http://f.org/a", {})
    ('x:a', '')
    """
    fitting = [
        (-len(namespace), prefix)
        for prefix, namespace in prefixes.items()
        if prefix and iri.startswith(namespace) and re.fullmatch(LOCAL, iri[len(namespace) :])
    ]
    if not fitting:
        return ""
    length, prefix = min(fitting)
    return f"{prefix}:{iri[-length:]}"
