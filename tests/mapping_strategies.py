"""Random mappings over records of any source, and two ways of stating their quads: lines of the engine, and oracle.

Beside what tests/rules.py draws there are several values in a cell, natural datatypes, empty texts, blank nodes, keys,
joins of plain columns and the templates that people write.  Nothing here is read from a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st

from lod.engines import lines, relations
from lod.mapping.interpret import Record, Valued, interpret
from lod.mapping.model import Expression, Iteration, Join, Mapping, ParentMap, Reference, Rule, TermMap, TriplesMap
from lod.plan import lines as line_sql
from lod.plan.bind import bind
from lod.plan.compile import compile_plan
from lod.plan.model import Emit, Plan
from lod.plan.rewrite import Pass
from lod.plan.sql import Arm
from lod.sources.model import PER_VALUE, Batch, Cell, Field, LogicalSource, Records
from lod.terms import Term, iri, literal, ntriples
from lod.vocab import RML, XSD, XSD_STRING
from lod.workbench import Workbench, create
from tests.rules import CELLS, EXPRESSIONS, PLACE

assert settings.default is not None
SOME = settings(max_examples=settings.default.max_examples // 4)
COLUMNS = ("id", "v w", 'quo"te', "Ñ", "tag")
TAGS = st.sampled_from(["en", "es", "es-CL", "EN"])
SOURCES = tuple(LogicalSource(f"{name}.json", "json", "", PLACE, iterator="$.x[*]") for name in "ab")


@dataclass(frozen=True, slots=True)
class Given:
    """What a source gives: the fields, and of each record the values of each field."""

    fields: tuple[Field, ...]
    rows: tuple[Row, ...]

    @property
    def records(self) -> list[Record]:
        names = [f.reference for f in self.fields]
        return [Record(dict(zip(names, row, strict=True)), frozenset(), n) for n, row in enumerate(self.rows)]

    def batches(self, size: int = 2) -> Records:
        """The same as Records: of each batch the cells of each field."""
        parts = [self.rows[at : at + size] for at in range(0, len(self.rows), size)]
        found = [Batch(len(p), [[cell(f, row[n]) for row in p] for n, f in enumerate(self.fields)]) for p in parts]
        return Records(self.fields, iter(found))


def cell(field: Field, values: Sequence[Valued]) -> Cell:
    if not values:
        return None
    given = list(values) if field.datatype == PER_VALUE else [text for text, _ in values]
    return given if field.many else given[0]


Sources = tuple[Given, Given]
Row = tuple[tuple[Valued, ...], ...]  # of each field the values
FEW = st.sampled_from(["a", "a", "b", "1", "x/y", ""])
SHORT = st.one_of(FEW, FEW, FEW, CELLS)
DATATYPES = st.sampled_from(["", XSD + "integer", XSD_STRING])


@st.composite
def givens(draw: st.DrawFn) -> Given:
    """Records of all columns; sometimes the first is a key, and sometimes the first record comes again."""
    fields = []
    for name in COLUMNS:
        many = draw(st.integers(0, 4)) == 0
        datatype = draw(st.sampled_from(["", "", "", XSD + "integer", PER_VALUE])) if name != "tag" else ""
        fields.append(Field(name, many, datatype))
    row: st.SearchStrategy[Row] = st.tuples(*[values_of(f) for f in fields])
    rows = draw(st.lists(row, max_size=5))
    if draw(st.booleans()):
        rows = list({row[0]: row for row in rows}.values())
    elif draw(st.booleans()) and rows:
        rows.append(rows[0])
    return Given(tuple(fields), tuple(rows))


def values_of(field: Field) -> st.SearchStrategy[tuple[Valued, ...]]:
    datatypes = DATATYPES if field.datatype == PER_VALUE else st.just(field.datatype)
    texts = TAGS if field.reference == "tag" else SHORT
    some = st.lists(st.tuples(texts, datatypes), max_size=3 if field.many else 1)
    one = st.tuples(texts, datatypes).map(lambda value: [value])
    return st.one_of(one, one, some).map(tuple)


def given_rows() -> st.SearchStrategy[Sources]:
    return st.tuples(givens(), givens())


REFERENCES = st.sampled_from(COLUMNS[:4]).map(Reference)
PLAIN = REFERENCES.map(lambda r: Expression((r,), PLACE))
TEMPLATES = st.builds(
    lambda space, r, then, last: Expression((space, r, *((then, last) if then else ())), PLACE),
    st.sampled_from(["http://e.org/", "http://e.org/p/", "urn:x:", "rel/"]),
    REFERENCES,
    st.sampled_from(["", "/", "-", ";", "ñ", "%2F"]),
    REFERENCES,
)
TEXTS = st.one_of(TEMPLATES, TEMPLATES, PLAIN, EXPRESSIONS.map(lambda e: known(e)))
SAFETIES = st.sampled_from(["iri", "iri", "uri", "none"])
IRIS = st.builds(lambda e, safety: TermMap(PLACE, None, e, "iri", safety), TEXTS, SAFETIES)
NODES = st.one_of(
    TEXTS.map(lambda e: TermMap(PLACE, None, e, "bnode", "none")),
    st.just(TermMap(PLACE, None, Expression(("b1 ", Iteration()), PLACE), "bnode", "none")),
)
CONSTANTS = st.sampled_from(["http://e.org/p", "http://e.org/q", "http://e.org/ñ"]).map(
    lambda value: TermMap(PLACE, constant=iri(value))
)
GRAPHS = st.sampled_from(["http://e.org/p", "http://e.org/g", RML + "defaultGraph"]).map(
    lambda value: TermMap(PLACE, constant=iri(value))
)
LANGUAGES = st.one_of(st.just("en"), st.just(Reference("tag"))).map(lambda part: Expression((part,), PLACE))
LITERALS = st.one_of(
    st.builds(lambda e: TermMap(PLACE, None, e, "literal", "none"), st.one_of(PLAIN, PLAIN, TEXTS)),
    st.builds(lambda e, t: TermMap(PLACE, None, e, "literal", "none", datatype=t), TEXTS, TEXTS),
    st.builds(
        lambda e, t: TermMap(PLACE, None, e, "literal", "none", datatype=Expression((t,), PLACE)),
        PLAIN,
        st.sampled_from([XSD + "integer", XSD_STRING, "rel"]),
    ),
    st.builds(lambda e, t: TermMap(PLACE, None, e, "literal", "none", language=t), TEXTS, LANGUAGES),
    st.sampled_from([literal("it's\n"), literal("a", lang="en"), literal("1", XSD + "integer")]).map(
        lambda value: TermMap(PLACE, constant=value)
    ),
)


def known(expression: Expression) -> Expression:
    """The same with the columns there are."""
    return Expression(
        tuple(Reference("id") if p == Reference("order") else p for p in expression.parts), expression.place
    )


@st.composite
def joining(draw: st.DrawFn, oneself: bool = False) -> Mapping:
    """Two kinds of things, the first of which names the second by a plain column or two, as foreign keys do.

    oneself  both of one source, and compared in the same columns"""
    column = st.sampled_from(COLUMNS[:2]).map(Reference)
    alone = column.map(lambda c: Expression((c,), PLACE))
    subjects = st.builds(
        lambda c, safety: TermMap(PLACE, None, Expression(("http://e.org/", c), PLACE), "iri", safety), column, SAFETIES
    )
    pair = (
        alone.map(lambda c: Join(c, c, PLACE)) if oneself else st.builds(lambda c, p: Join(c, p, PLACE), alone, alone)
    )
    on = draw(st.lists(pair, min_size=1, max_size=2))
    rule = Rule(draw(CONSTANTS), ParentMap("m1", tuple(on), PLACE), tuple(draw(st.lists(GRAPHS, max_size=1))), PLACE)
    rules = ((rule,), (Rule(draw(CONSTANTS), draw(LITERALS), (), PLACE),))
    first = draw(st.sampled_from(SOURCES))
    sources = (first, first if oneself else draw(st.sampled_from(SOURCES)))
    pairs = enumerate(zip(sources, rules, strict=True))
    return Mapping(tuple(TriplesMap(f"m{n}", s, draw(subjects), r, "http://e.org/", PLACE) for n, (s, r) in pairs))


def mappings() -> st.SearchStrategy[Mapping]:
    return st.one_of(general(), general(), joining(), joining(oneself=True))


@st.composite
def general(draw: st.DrawFn) -> Mapping:
    count = draw(st.integers(1, 3))
    sides = st.one_of(PLAIN, PLAIN, TEXTS)
    same = PLAIN.map(lambda e: Join(e, e, PLACE))
    joins = st.lists(st.one_of(st.builds(lambda c, p: Join(c, p, PLACE), sides, sides), same), max_size=2)
    parents = st.builds(lambda n, on: ParentMap(f"m{n}", tuple(on), PLACE), st.integers(0, count - 1), joins)
    objects = st.one_of(IRIS, NODES, LITERALS, LITERALS, CONSTANTS, parents, parents)
    graphs = st.lists(st.one_of(GRAPHS, GRAPHS, IRIS), max_size=2).map(tuple)
    predicates = st.one_of(CONSTANTS, CONSTANTS, CONSTANTS, IRIS)
    rules = st.lists(
        st.builds(lambda p, o, g: Rule(p, o, g, PLACE), predicates, objects, graphs), min_size=1, max_size=3
    )
    subjects = st.one_of(IRIS, IRIS, NODES, CONSTANTS)
    return Mapping(
        tuple(
            TriplesMap(
                f"m{n}",
                draw(st.sampled_from(SOURCES)),
                draw(subjects),
                tuple(draw(rules)),
                draw(st.sampled_from(["http://e.org/", "http://b'ase.org/ñ#"])),
                PLACE,
            )
            for n in range(count)
        )
    )


def nquad(*terms: Term | None) -> str:
    return " ".join(ntriples(term) for term in terms if term) + " ."


def quads(mapping: Mapping, sources: Sources) -> dict[str, tuple[Term | None, ...]]:
    """The lines that the interpreter states, and the terms of each."""
    tables = {source.key: given.records for source, given in zip(SOURCES, sources, strict=True)}
    return {nquad(q.s, q.p, q.o, q.g): (q.s, q.p, q.o, q.g) for q in interpret(mapping, tables)}


def oracle(mapping: Mapping, sources: Sources) -> set[str]:
    return set(quads(mapping, sources))


def loaded(sources: Sources) -> Workbench:
    """A workbench with the records of the sources."""
    bench = create(None, threads=1)
    lines.prepare(bench.con)
    for source, given in zip(SOURCES, sources, strict=True):
        relations.load_records(bench.con, source.key, given.batches())
    return bench


def bound(mapping: Mapping, sources: Sources) -> Plan:
    fields: Map[str, Sequence[Field]] = {s.key: given.fields for s, given in zip(SOURCES, sources, strict=True)}
    return bind(compile_plan(mapping, lambda source: source.key), fields)


def stated(bench: Workbench, plan: Plan, passes: tuple[Pass, ...] = lines.PASSES) -> list[str]:
    """The lines that the engine states, rewritten by some passes; a line as often as it comes."""
    with patch.object(lines, "PASSES", passes):
        found = line_sql.statement(lines.planned(bench.con, plan), lines.completes(bench.con))
    assert not found.more
    return sorted(bench.texts(found.query or lines.NOTHING))


def stated_together(bench: Workbench, plan: Plan, skips: bool = False) -> tuple[list[str], int]:
    """The lines that the engine states with those of a row in one text, and how many it says there are."""
    found = line_sql.statement(lines.planned(bench.con, plan), lines.completes(bench.con), skips, together=True)
    texts = bench.texts(found.query or lines.NOTHING)
    return split(texts), len(texts) + sum(bench.number(query) for query in found.more)


def split(texts: Iterable[str]) -> list[str]:
    """The lines of texts, sorted: an IRI that is none can have a line break in it."""
    return sorted(line for text in texts for line in text.split("\n"))


def alone(bench: Workbench, emit: Emit) -> list[str]:
    """The lines of one emit, as often as its rows give them."""
    arm = Arm(emit)
    text = line_sql.line(arm)
    return bench.texts(f"SELECT line FROM (SELECT {text} AS line {arm.source()}) WHERE line IS NOT NULL")
