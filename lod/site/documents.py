"""The documents of a resource as linked data: Turtle, JSON-LD, N-Triples.  Published -> text; pure.

Each holds the triples about the resource and those of the statements about it.  The text of a subject is made once
and put together for every document that holds it.  Spec: RDF 1.1 Turtle, JSON-LD 1.1, RDF 1.1 N-Triples."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from lod.site.model import Published, Said
from lod.terms import parsed, short
from lod.vocab import RDF_LANGSTRING, RDF_TYPE, XSD_STRING

LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")  # what needs no escape in any syntax
Block = tuple[str, str, str, frozenset[str]]  # Turtle, JSON-LD, N-Triples, prefixes used


class Documents:
    """The linked data of every resource."""

    def __init__(self, published: Published, prefixes: Mapping[str, str]) -> None:
        self.published = published
        self.prefixes = dict(sorted(prefixes.items()))
        self._blocks: dict[str, Block] = {}
        self._words: dict[str, tuple[str, str]] = {}

    def write(self, subjects: Sequence[str], about: Mapping[str, Sequence[Said]]) -> dict[str, str]:
        """The text of each format by ending, for the triples of some subjects.

        about    subjects that are not in the dataset, such as the document itself, with what is said of them"""
        blocks = [self._block(s, self.published.about[s]) for s in subjects]
        blocks += [self._make(subject, said) for subject, said in about.items()]
        used = frozenset().union(*(b[3] for b in blocks))
        kept = {p: i for p, i in self.prefixes.items() if p in used}
        head = "".join(f"@prefix {p}: <{i}> .\n" for p, i in kept.items())
        context = {p: i if i[-1] in ":/?#[]@" else {"@id": i, "@prefix": True} for p, i in kept.items()}
        return {
            ".ttl": head + "".join("\n" + b[0] for b in blocks),
            ".jsonld": f'{{"@context": {_json(context)},\n"@graph": [\n' + ",\n".join(b[1] for b in blocks) + "\n]}\n",
            ".nt": "".join(b[2] for b in blocks),
        }

    def _block(self, subject: str, said: Sequence[tuple[str, str]]) -> Block:
        known = self._blocks.get(subject)
        if known is None:
            known = self._blocks[subject] = self._make(subject, said)
        return known

    def _make(self, subject: str, said: Sequence[tuple[str, str]]) -> Block:
        used: set[str] = set()
        by: dict[str, list[str]] = {}
        for predicate, value in said:
            by.setdefault(predicate, []).append(value)
        ordered = sorted(by.items(), key=lambda one: (one[0] != RDF_TYPE, one[0]))
        node = subject if subject.startswith("_:") else f"<{subject}>"
        lines, keys = [], [f'"@id": {_json(self._iri(node, used)[1])}']
        for predicate, values in ordered:
            verb = self._iri(f"<{predicate}>", used)
            objects = [self._object(v, used) for v in values]
            is_type = predicate == RDF_TYPE
            lines.append(f"    {'a' if is_type else verb[0]} " + " ,\n        ".join(o[0] for o in objects))
            found = [o[2] if is_type else o[1] for o in objects]
            key = _json("@type" if is_type else verb[1])
            keys.append(f"{key}: {found[0] if len(found) == 1 else '[' + ', '.join(found) + ']'}")
        turtle = self._iri(node, used)[0] + "\n" + " ;\n".join(lines) + " .\n"
        triples = "".join(f"{node} <{p}> {v} .\n" for p, values in ordered for v in values)
        return turtle, "{" + ", ".join(keys) + "}", triples, frozenset(used)

    def _iri(self, node: str, used: set[str]) -> tuple[str, str]:
        """An IRI or blank node in Turtle and in JSON-LD."""
        known = self._words.get(node)
        if known is None:
            name = short(node, self.prefixes) if node.startswith("<") else node
            prefix, colon, local = name.partition(":")
            if node.startswith("<") and not (colon and prefix in self.prefixes and LOCAL.fullmatch(local)):
                known = node, node[1:-1]
            else:
                known = name, name
            self._words[node] = known
        if known[0][0] not in "<_":
            used.add(known[0].partition(":")[0])
        return known

    def _object(self, value: str, used: set[str]) -> tuple[str, str, str]:
        """An object in Turtle, in JSON-LD, and in JSON-LD as a type."""
        if not value.startswith('"'):
            turtle, name = self._iri(value, used)
            return turtle, f'{{"@id": {_json(name)}}}', _json(name)
        term = parsed(value)
        if term.datatype in (XSD_STRING, RDF_LANGSTRING):
            said: object = {"@value": term.lexical, "@language": term.lang} if term.lang else term.lexical
            return value, _json(said), _json(said)
        turtle, name = self._iri(f"<{term.datatype}>", used)
        text = value[: value.rindex('"') + 1] + "^^" + turtle
        return text, _json({"@type": name, "@value": term.lexical}), ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
