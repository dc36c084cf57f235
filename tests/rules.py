"""Random mappings and tables with awkward names and cells, and two ways of stating their quads: engine and oracle."""

from __future__ import annotations

from collections.abc import Mapping as Map

from hypothesis import strategies as st

from lod.dictionary import encode
from lod.engines import embedded
from lod.errors import Place
from lod.mapping.interpret import interpret
from lod.mapping.model import Expression, Join, Mapping, ParentMap, Reference, Rule, TermMap, TriplesMap
from lod.plan.compile import relation
from lod.plan.model import Plan
from lod.sources.model import LogicalSource, Table, by_columns
from lod.terms import iri, literal
from lod.vocab import RML, XSD
from lod.workbench import Workbench

PLACE = Place("m.ttl", 1, 1)
COLUMNS = ("id", "v w", 'quo"te', "Ñ", "order")
CELLS = st.one_of(
    st.sampled_from(
        ["", "", "a", "a", "b", "a-b", "/", "%", "%41", "ñ", "n\u0303", "😀", "日本", "\ue000", "\U000e0001"]
    ),
    st.sampled_from(
        ['"', "'", "\\", "\n", "\r\n", "\t", "\x00", "{}", "<x>", "a b", "~._-", "!$&'()*+,;=:@", "#?[]", "x:y"]
    ),
    st.sampled_from(["http://e.org/1", "es", "es-cl", XSD + "date", RML + "defaultGraph", "𐀀", "\u200d", "ﬀ", "İ"]),
    st.text(max_size=4),
)
TEXTS = st.sampled_from(["http://e.org/", "-", "/", " ", "ü/", "#", "'", '"', "a:", "x/y:", "\\", "{", "%", "$1", "\n"])
REFERENCES = st.builds(Reference, st.sampled_from(COLUMNS))
EXPRESSIONS = st.lists(st.one_of(TEXTS, REFERENCES), min_size=1, max_size=4).map(lambda p: Expression(tuple(p), PLACE))
SUBTAGS = st.one_of(TEXTS, REFERENCES).map(lambda part: Expression((part,), PLACE))
CONSTANTS = st.sampled_from(["http://e.org/c", "http://e.org/ñ", "rel", RML + "defaultGraph"]).map(
    lambda value: TermMap(PLACE, constant=iri(value))
)
IRIS = st.builds(
    lambda e, safety: TermMap(PLACE, None, e, "iri", safety), EXPRESSIONS, st.sampled_from(["iri", "uri", "none"])
)
LITERALS = st.one_of(
    st.builds(lambda e: TermMap(PLACE, None, e, "literal", "none"), EXPRESSIONS),
    st.builds(lambda e, t: TermMap(PLACE, None, e, "literal", "none", datatype=t), EXPRESSIONS, SUBTAGS),
    st.builds(lambda e, t: TermMap(PLACE, None, e, "literal", "none", language=t), EXPRESSIONS, SUBTAGS),
    st.sampled_from([literal("it's"), literal("x", lang="en"), literal("1", XSD + "integer")]).map(
        lambda value: TermMap(PLACE, constant=value)
    ),
)
SOURCES = (
    LogicalSource("a.csv", "csv", "", PLACE),
    LogicalSource("b.csv", "csv", "", PLACE),
    LogicalSource("both.sql", "sql", "", PLACE),
    LogicalSource("own", "sql", 'SELECT "Ñ" AS id, "v w", "quo""te", id AS "Ñ", "order", _row FROM b', PLACE),
)
JOINED = """SELECT a.id, b."v w", a."quo""te", b."Ñ", a."order", a._rows || b._rows AS _rows FROM a JOIN b USING (id)"""
VIEWS = {"both.sql": JOINED}


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    count = draw(st.integers(1, 3))
    joins = st.lists(st.builds(lambda c, p: Join(c, p, PLACE), EXPRESSIONS, EXPRESSIONS), max_size=2)
    parents = st.builds(lambda n, on: ParentMap(f"m{n}", tuple(on), PLACE), st.integers(0, count - 1), joins)
    objects = st.one_of(IRIS, LITERALS, CONSTANTS, parents)
    graphs = st.lists(st.one_of(CONSTANTS, IRIS), max_size=2).map(tuple)
    rules = st.lists(
        st.builds(lambda p, o, g: Rule(p, o, g, PLACE), st.one_of(CONSTANTS, IRIS), objects, graphs),
        min_size=1,
        max_size=3,
    )
    bases = st.sampled_from(["http://base.org/", "http://b'ase.org/ñ#"])
    return Mapping(
        tuple(
            TriplesMap(
                f"m{n}",
                draw(st.sampled_from(SOURCES)),
                draw(st.one_of(IRIS, CONSTANTS)),
                tuple(draw(rules)),
                draw(bases),
                PLACE,
            )
            for n in range(count)
        )
    )


def tables_of(path: str) -> st.SearchStrategy[Table]:
    rows = st.lists(st.tuples(*[CELLS] * len(COLUMNS)), min_size=1, max_size=4)
    doubled = st.builds(lambda r, again: (*r, *r[:again]), rows, st.integers(0, 1))
    return doubled.map(lambda r: Table(path, "", COLUMNS, by_columns(r, len(COLUMNS)), tuple(range(2, len(r) + 2))))


TABLES = st.tuples(tables_of("a.csv"), tables_of("b.csv"))
Origin = tuple[str, int]  # path and line of a row
Stated = dict[tuple[str, ...], set[Origin]]  # subject, predicate, object, graph -> rows


def compiled(bench: Workbench, plan: Plan) -> Stated:
    """The quads a plan states, with the rows behind each."""
    encode(bench, embedded.run(bench.con, plan))
    quads: Stated = {}
    for *quad, path, line in bench.rows(
        "SELECT s.nt, p.nt, o.nt, coalesce(g.nt, ''), src.path, r.line FROM quad q JOIN term s ON s.id = q.s"
        " JOIN term p ON p.id = q.p JOIN term o ON o.id = q.o LEFT JOIN term g ON g.id = q.g"
        " JOIN quad_row w ON w.quad = q.id JOIN row r ON r.id = w.row JOIN source src ON src.id = r.source"
    ):
        quads.setdefault(tuple(map(str, quad)), set()).add((str(path), int(str(line))))
    return quads


def prepare(bench: Workbench, mapping: Mapping, tables: tuple[Table, ...], views: Map[str, str]) -> None:
    embedded.create_functions(bench.con)
    embedded.load(bench.con, tables)
    embedded.load_dates(bench.con, {})
    own = {f"{relation(m.source)}.sql": m.source.query for m in mapping.maps if m.source.query}
    embedded.create_views(bench.con, {**views, **own})


def interpreted(bench: Workbench, mapping: Mapping, tables: tuple[Table, ...]) -> Stated:
    """The quads the oracle states; it gets the results of views, but none of the plan."""
    origin = {
        int(str(n)): (str(path), int(str(line)))
        for n, path, line in bench.rows("SELECT r.id, s.path, r.line FROM row r JOIN source s ON s.id = r.source")
    }
    sources = {t.path: t for t in tables}
    for m in mapping.maps:
        if m.source.formulation == "sql":
            columns = [c for c in embedded.columns_of(bench.con, relation(m.source)) if c != "_row"]
            quoted = ", ".join('"' + c.replace('"', '""') + '"' for c in columns)
            rows = [
                tuple("" if cell is None else str(cell) for cell in row)
                for row in bench.rows(f'SELECT {quoted} FROM "{relation(m.source)}"')
            ]
            cells = by_columns(rows, len(columns))
            sources[m.source.key] = Table(m.source.path, "", tuple(columns), cells, range(len(rows)))
    return {
        (str(q.s), str(q.p), str(q.o), str(q.g or "")): {origin[n] if not path else (path, n) for path, n in rows}
        for q, rows in interpret(mapping, sources).items()
    }
