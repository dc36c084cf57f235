"""The nouns of a relational plan: scans of tables and what each emits.  Values only; dialects read these.

Read first: mapping/model.py.  A plan says which columns make which terms, not how a database does it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lod.functions.catalogue import FUNCTIONS
from lod.mapping.model import Safety
from lod.terms import Kind


@dataclass(frozen=True, slots=True)
class Column:
    """A column whose text is inserted, made safe for an IRI or left as it is."""

    name: str
    safety: Safety = "none"
    many: bool = False  # each cell is a list; every value of it makes a text of its own
    datatype: str = ""  # IRI of the natural datatype of all its values; "": strings; PER_VALUE


@dataclass(frozen=True, slots=True)
class Apply:
    """A function whose result is inserted."""

    function: str  # IRI
    arguments: tuple[tuple[str, Text], ...]  # IRI of the parameter and its value
    safety: Safety = "none"

    @property
    def datatype(self) -> str:
        """The natural datatype of the result; "": a string."""
        return FUNCTIONS[self.function].datatype


@dataclass(frozen=True, slots=True)
class RowNumber:
    """The number of the row."""


Piece = str | Column | RowNumber | Apply
Text = tuple[Piece, ...]


def columns(text: Text) -> Iterator[Column]:
    """The columns of a text, those of arguments included."""
    for piece in text:
        if isinstance(piece, Column):
            yield piece
        elif isinstance(piece, Apply):
            for _, argument in piece.arguments:
                yield from columns(argument)


@dataclass(frozen=True, slots=True)
class TermPlan:
    """How one term is computed.  No column anywhere: a constant."""

    kind: Kind
    text: Text
    base: str = ""  # put in front of an IRI, or the IRI of a datatype, that has no scheme
    datatype: Text = ()  # literals
    lang: Text = ()  # literals
    checked: bool = True  # an IRI must be one

    @property
    def texts(self) -> tuple[Text, Text, Text]:
        return self.text, self.datatype, self.lang

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(c.name for text in self.texts for c in columns(text))

    @property
    def natural(self) -> str:
        """The datatype that the one column or function of a literal gives, where the mapping gives none."""
        only = self.text[0] if len(self.text) == 1 else None
        plain = self.kind == "literal" and not self.datatype and not self.lang
        return only.datatype if plain and isinstance(only, Column | Apply) else ""


@dataclass(frozen=True, slots=True)
class Scan:
    """One table, view, document or query, read once."""

    name: str  # the relation in the engine, e.g. memberships
    path: str  # where it comes from, for messages
    columns: frozenset[str] = frozenset()  # those some term uses


@dataclass(frozen=True, slots=True)
class JoinPlan:
    """The object comes from another scan: its rows that agree in every pair of columns."""

    scan: str
    pairs: tuple[tuple[Text, Text], ...]  # (value here, value there)
    semi: bool = False  # a row there is only looked for: the object is made of columns here


@dataclass(frozen=True, slots=True)
class Emit:
    """One kind of quad out of the rows of one scan."""

    rule: int  # id of the rule, from 1 in the order of the mapping
    scan: str
    subject: TermPlan
    predicate: TermPlan
    object: TermPlan  # columns of the joined scan if there is a join that is no semi-join
    graph: TermPlan | None
    join: JoinPlan | None = None

    @property
    def terms(self) -> tuple[TermPlan, ...]:
        """Subject, predicate, object, and graph if there is one."""
        return (self.subject, self.predicate, self.object, *([self.graph] if self.graph else []))

    @property
    def quad_columns(self) -> frozenset[str]:
        """The columns that the quad is made of."""
        return frozenset(name for term in self.terms for name in term.columns)

    @property
    def own_columns(self) -> frozenset[str]:
        terms = [self.subject, self.predicate, *([self.graph] if self.graph else [])]
        if self.join is None or self.join.semi:
            terms.append(self.object)
        mine = (
            frozenset(c.name for here, _ in self.join.pairs for c in columns(here)) if self.join else frozenset[str]()
        )
        return mine.union(*(t.columns for t in terms))

    @property
    def other_columns(self) -> frozenset[str]:
        """The columns of the joined scan that are used."""
        if self.join is None:
            return frozenset()
        theirs = frozenset(c.name for _, there in self.join.pairs for c in columns(there))
        return theirs if self.join.semi else theirs | self.object.columns


@dataclass(frozen=True, slots=True)
class Plan:
    """All scans and emits of a mapping."""

    scans: tuple[Scan, ...]
    emits: tuple[Emit, ...]
