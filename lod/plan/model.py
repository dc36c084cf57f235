"""The nouns of a relational plan: scans of tables and what each emits.  Values only; dialects read these.

Read first: mapping/model.py.  A plan says which columns make which terms, not how a database does it."""

from __future__ import annotations

from dataclasses import dataclass

from lod.mapping.model import Safety
from lod.terms import Kind


@dataclass(frozen=True, slots=True)
class Column:
    """A column whose text is inserted, made safe for an IRI or left as it is."""

    name: str
    safety: Safety = "none"


Text = tuple[str | Column, ...]


@dataclass(frozen=True, slots=True)
class TermPlan:
    """How one term is computed.  No column anywhere: a constant."""

    kind: Kind
    text: Text
    base: str = ""  # put in front of an IRI, or the IRI of a datatype, that has no scheme
    datatype: Text = ()  # literals
    lang: Text = ()  # literals

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(p.name for t in (self.text, self.datatype, self.lang) for p in t if isinstance(p, Column))


@dataclass(frozen=True, slots=True)
class Scan:
    """One table or view, read once."""

    name: str  # the relation in the engine, e.g. memberships
    path: str  # where it comes from, for messages
    columns: frozenset[str] = frozenset()  # those some term uses


@dataclass(frozen=True, slots=True)
class JoinPlan:
    """The object comes from another scan: its rows that agree in every pair of columns."""

    scan: str
    pairs: tuple[tuple[str, str], ...]  # (column here, column there)


@dataclass(frozen=True, slots=True)
class Emit:
    """One kind of quad out of the rows of one scan."""

    rule: int  # id of the rule, from 1 in the order of the mapping
    scan: str
    subject: TermPlan
    predicate: TermPlan
    object: TermPlan  # columns of the joined scan if there is a join
    graph: TermPlan | None
    join: JoinPlan | None = None

    @property
    def own_columns(self) -> frozenset[str]:
        terms = [self.subject, self.predicate, *([self.graph] if self.graph else [])]
        if self.join is None:
            terms.append(self.object)
        mine = frozenset(mine for mine, _ in self.join.pairs) if self.join else frozenset[str]()
        return mine.union(*(t.columns for t in terms))


@dataclass(frozen=True, slots=True)
class Plan:
    """All scans and emits of a mapping."""

    scans: tuple[Scan, ...]
    emits: tuple[Emit, ...]
