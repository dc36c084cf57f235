"""The nouns of linking: one decision, and the file of them.  Values only.

Spec: SSSOM 1.1 (mapping-commons.github.io/sssom); the words are its slots, SKOS' mapping properties and SEMAPV."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal

NOT, NO_TERM = "Not", "sssom:NoTermFound"
EXACT, CLOSE, RELATED = "skos:exactMatch", "skos:closeMatch", "skos:relatedMatch"
BROAD, NARROW = "skos:broadMatch", "skos:narrowMatch"  # their item is the wider, the narrower of the two
PREDICATES = (EXACT, CLOSE, BROAD, NARROW, RELATED)
CURATION, LEXICAL = "semapv:ManualMappingCuration", "semapv:LexicalMatching"
JUSTIFICATIONS = (
    CURATION,
    LEXICAL,
    "semapv:BackgroundKnowledgeBasedMatching",
    "semapv:CompositeMatching",
    "semapv:InstanceBasedMatching",
    "semapv:LexicalSimilarityThresholdMatching",
    "semapv:LogicalReasoning",
    "semapv:MappingChaining",
    "semapv:MappingInversion",
    "semapv:MappingReview",
    "semapv:SemanticSimilarityThresholdMatching",
    "semapv:StructuralMatching",
    "semapv:UnspecifiedMatching",
)


@dataclass(frozen=True, slots=True)
class Link:
    """One decision: a row of the SSSOM file, its fields named after the columns."""

    subject_id: str  # ours: polhist:person/salvador-allende
    predicate_id: str  # one of PREDICATES
    object_id: str  # theirs: wd:Q440, or sssom:NoTermFound
    mapping_justification: str  # one of JUSTIFICATIONS
    confidence: Decimal  # 0..1, that the decision is right; digits as written
    mapping_date: str  # 2026-11-21
    subject_label: str = ""
    predicate_modifier: str = ""  # "" or Not: a rejected candidate, never to be proposed again
    object_label: str = ""
    author_id: str = ""  # CURIE
    author_label: str = ""
    reviewer_id: str = ""  # CURIE
    mapping_tool: str = ""
    match_string: str = ""  # the folded text that both have as a name
    comment: str = ""  # the evidence, or why not
    line: int = field(default=0, compare=False)  # in the file it was read from

    @property
    def published(self) -> bool:
        """Whether the two are one thing, so that a program may join them."""
        return self.predicate_id == EXACT and not self.predicate_modifier and self.object_id != NO_TERM


COLUMNS = tuple(f.name for f in fields(Link) if f.name != "line")
REQUIRED = COLUMNS[:6]  # those without a default


@dataclass(frozen=True, slots=True)
class LinkSet:
    """An SSSOM file: header comments and columns as written, prefixes, decisions in file order."""

    header: tuple[str, ...]  # "#license: …"
    columns: tuple[str, ...]
    prefixes: dict[str, str]  # wd -> http://www.wikidata.org/entity/
    links: tuple[Link, ...]

    def iri(self, curie: str) -> str:
        """Write a CURIE of one of the rows as an IRI."""
        prefix, _, local = curie.partition(":")
        return self.prefixes[prefix] + local
