"""Find what a mapping gets wrong about its tables and its ontology.  Mapping + headers + declared terms -> mistakes.

Pure: whoever calls it has read the headers.  A column that does not exist gives no triple and no message in most
engines; here it is a mistake with a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dictionary

from lod.errors import BadTermMap, LodError, NotSupported, UndeclaredWord, UnknownColumn, did_you_mean
from lod.mapping.model import Expression, Mapping, ParentMap, TermMap, TriplesMap
from lod.vocab import RDF_TYPE


def lint(mapping: Mapping, headers: Dictionary[str, Sequence[str]], declared: frozenset[str]) -> list[LodError]:
    """Check every reference and every word of a mapping.

    headers   LogicalSource.key -> columns of the table or view
    declared  IRIs the ontology declares; words in their namespaces must be among them
    """
    errors: list[LodError] = []
    spaces = {namespace(term) for term in declared}
    for m in mapping.maps:
        for term_map in m.term_maps:
            for expression in (term_map.expression, term_map.datatype, term_map.language):
                if expression is not None:
                    errors += _columns(m, expression, headers)
            errors += _unpublished(term_map)
        for rule in m.rules:
            if isinstance(rule.object, ParentMap):
                errors += _joins(mapping, m, rule.object, headers)
            is_type = rule.predicate.constant is not None and rule.predicate.constant.lexical == RDF_TYPE
            words = [rule.predicate, *([rule.object] if is_type and isinstance(rule.object, TermMap) else [])]
            errors += [e for word in words if (e := _word(word, declared, spaces)) is not None]
    return errors


def _unpublished(term_map: TermMap) -> Iterator[LodError]:
    """What RML allows and a published dataset does not: blank nodes, and one language tag in two forms."""
    if term_map.kind == "bnode" and term_map.constant is None:
        yield NotSupported(
            term_map.place, feature="rml:BlankNode in a dataset", section="rml:IRI: published things have names"
        )
    tag = str(term_map.language) if term_map.language and not term_map.language.references else ""
    if tag != tag.lower():
        yield BadTermMap(term_map.place, message=f'"{tag}" is not in lower case', expected=f"write {tag.lower()}")


def namespace(iri: str) -> str:
    """An IRI without its last part: up to the last # or /."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def _columns(m: TriplesMap, expression: Expression, headers: Dictionary[str, Sequence[str]]) -> list[LodError]:
    columns = headers[m.source.key]
    return [
        UnknownColumn(expression.place, column=c, source=m.source.path, columns=", ".join(columns))
        for c in expression.references
        if c not in columns
    ]


def _joins(
    mapping: Mapping, m: TriplesMap, parent: ParentMap, headers: Dictionary[str, Sequence[str]]
) -> list[LodError]:
    other = mapping.parent(parent)
    return [
        error
        for join in parent.joins
        for side, expression in ((m, join.child), (other, join.parent))
        for error in _columns(side, expression, headers)
    ]


def _word(word: TermMap, declared: frozenset[str], spaces: set[str]) -> LodError | None:
    if word.constant is None or word.constant.lexical in declared or namespace(word.constant.lexical) not in spaces:
        return None
    space = namespace(word.constant.lexical)
    near = {d.removeprefix(space) for d in declared if d.startswith(space)}
    hint = did_you_mean(word.constant.lexical.removeprefix(space), near)
    return UndeclaredWord(word.place, term=f"<{word.constant.lexical}>", suggestion=hint)
