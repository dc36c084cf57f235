"""Word the messages of a result.  shape + constraint + what a query found -> literals; pure.

Spec: SHACL section 2.1.5 sh:message, 5.1.1 {?variable} and 5.3.1 {$variable} in messages of SPARQL constraints."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lod.shapes.model import Constraint, Shape
from lod.terms import Term, ntriples, parsed

PLACE = re.compile(r"\{[?$](\w+)\}")


def messages(shape: Shape, constraint: Constraint, said: Mapping[str, str]) -> tuple[str, ...]:
    """The messages of a result as N-Triples text, sorted.

    said     what a query found, by variable: N-Triples texts"""
    if not constraint.query:
        return tuple(sorted(ntriples(m) for m in shape.messages))
    plain = {name: parsed(text).lexical for name, text in said.items() if text}
    plain |= {name: term.lexical for name, term in constraint.arguments}
    return tuple(sorted(ntriples(_filled(m, plain)) for m in constraint.query.messages or shape.messages))


def _filled(message: Term, said: Mapping[str, str]) -> Term:
    text = PLACE.sub(lambda found: said.get(found[1], found[0]), message.lexical)
    return Term("literal", text, message.datatype, message.lang)
