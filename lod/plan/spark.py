"""Say a plan in Spark's SQL.  Plan -> one SELECT of the N-Triples texts g, s, p, o; pure.

What lines.py says in DuckDB's SQL, said again: a NULL anywhere states nothing, the default graph is '', a quad may come
several times.  Each row of a scan is gone through once for all its emits; those with joins or several values per cell
go alone.  Texts are made in an inner SELECT, terms of them in an outer one, so that no text is made twice.
Read first: sql.py.  Spec: RDF 1.1 N-Triples section 4 (canonical form); RML-Core; RFC 3987 section 2.2."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from lod.functions.catalogue import FUNCTIONS, ordered
from lod.mapping.model import Safety
from lod.plan.model import Apply, Column, Emit, Piece, Plan, RowNumber, TermPlan, Text, columns
from lod.plan.spark_texts import escaped, iri_safe, node_label, quoted, replaced, uri_safe, valid_iri, valid_tag
from lod.plan.sql import may_be_wrong
from lod.sources.model import PER_VALUE
from lod.terms import SCHEME
from lod.vocab import RML, XSD_STRING

DEFAULT_GRAPH = RML + "defaultGraph"
NULL = "CAST(NULL AS STRING)"
NOTHING = "SELECT '' AS g, '' AS s, '' AS p, '' AS o WHERE false"
SAFE: dict[Safety, Callable[[str], str]] = {"iri": iri_safe, "uri": uri_safe, "none": str}
ROLES = ("subject", "predicate", "object", "graph")


class NoRowNumbers(ValueError):
    """A plan asks for the number of a row; the rows of a cluster have none."""


def function_name(iri: str) -> str:
    """What SQL calls a function that an engine offers by its Python."""
    return "lod_" + sha256(iri.encode()).hexdigest()[:12]


@dataclass(slots=True)
class Side:
    """One scan in a SELECT on its way: the texts that are asked of it, each with an alias."""

    scan: str
    prefix: str  # of aliases: the two sides of a join have different ones
    texts: dict[str, str] = field(default_factory=dict)  # SQL -> alias
    exploded: dict[tuple[str, str], str] = field(default_factory=dict)  # (expression, column) -> alias

    def text(self, parts: Text, of: str) -> str:
        """The alias of a text; `of` names the expression, within which a reference has one value."""
        return self.bound(concat([self._piece(p, of) for p in parts]))

    def datatype(self, column: Column, of: str) -> str:
        """The alias of the datatype that each value of a column has of its own."""
        own = f"{self._cell(column, of)}.t"
        return self.bound(f"CASE {own} WHEN '' THEN {quoted(XSD_STRING)} ELSE {own} END")

    def bound(self, sql: str) -> str:
        return self.texts.setdefault(sql, f"{self.prefix}{len(self.texts) + 1}")

    def _piece(self, piece: Piece, of: str) -> str:
        if isinstance(piece, str):
            return quoted(piece)
        if isinstance(piece, RowNumber):
            raise NoRowNumbers
        if isinstance(piece, Apply):
            value = self._applied(piece, of)
        else:
            cell = self._cell(piece, of)
            value = f"{cell}.v" if piece.datatype == PER_VALUE else cell
        return SAFE[piece.safety](value)

    def _cell(self, column: Column, of: str) -> str:
        if not column.many:
            return f"row.{column.name}"
        alias = self.exploded.setdefault((of, column.name), f"{self.prefix}each{len(self.exploded) + 1}")
        return f"{alias}.cell"

    def _applied(self, piece: Apply, of: str) -> str:
        given = {iri: concat([self._piece(p, of) for p in value]) for iri, value in piece.arguments}
        return f"{function_name(piece.function)}({', '.join(ordered(FUNCTIONS[piece.function], given, NULL))})"

    def select(self) -> str:
        """SELECT of all texts; to be asked for when all are known."""
        chosen = ", ".join(f"{sql} AS {alias}" for sql, alias in self.texts.items()) or "1 AS nothing"
        views = "".join(
            f" LATERAL VIEW explode(row.{column}) {alias} AS cell" for (_, column), alias in self.exploded.items()
        )
        return f"SELECT {chosen} FROM {self.scan} AS row{views}"


@dataclass(slots=True)
class Arm:
    """One SELECT on its way: emits that come from the same rows."""

    here: Side
    there: Side | None
    skips: bool  # an IRI that is none counts as no value
    cuts: bool  # literals are cut again: a tag or datatype with a quote is none, and stays none without it
    on: str = ""

    def terms(self, e: Emit) -> tuple[str, str, str, str]:
        """SQL of graph, subject, predicate and object."""
        graph = self._node(e.graph, self.here, "graph") if e.graph and e.graph.text != (DEFAULT_GRAPH,) else "''"
        if e.graph and e.graph.columns:
            graph = f"CASE {graph} WHEN {quoted(f'<{DEFAULT_GRAPH}>')} THEN '' ELSE {graph} END"
        subject, predicate = (
            self._node(t, self.here, of) for t, of in zip((e.subject, e.predicate), ROLES, strict=False)
        )
        return graph, subject, predicate, self._object(e.object, self._side(e))

    def wrong(self, e: Emit) -> Iterator[tuple[str, str]]:
        """The parts of the quad that can be IRIs that are none, each with SQL of the first of these."""
        for role, term in zip(ROLES, e.terms, strict=False):
            if may_be_wrong(term):
                iri = self._iri(term.text, term.base, self._side(e) if role == "object" else self.here, role)
                yield role, f"min(CASE WHEN NOT {valid_iri(iri)} THEN {iri} END)"
        o, side = e.object, self._side(e)
        if o.checked and any(columns(o.datatype)):
            iri = self._iri(o.datatype, o.base, side, "datatype")
            yield "datatype", f"min(CASE WHEN NOT {valid_iri(iri)} THEN {iri} END)"
        if o.checked and any(columns(o.lang)):
            tag = side.text(o.lang, "language")
            yield "language", f"min(CASE WHEN NOT {valid_tag(tag)} THEN {tag} END)"

    def source(self) -> str:
        """FROM; to be asked for after everything that is selected."""
        if self.there is None:
            return f"FROM ({self.here.select()})"
        return f"FROM ({self.here.select()}) {self.on.format(there=self.there.select())}"

    def _side(self, e: Emit) -> Side:
        return self.there if self.there and e.join and not e.join.semi else self.here

    def _node(self, term: TermPlan, side: Side, of: str) -> str:
        """An IRI or blank node."""
        if term.kind == "bnode":
            return concat(["'_:'", node_label(side.text(term.text, of))])
        iri = self._iri(term.text, term.base, side, of)
        whole = concat(["'<'", iri, "'>'"])
        return f"CASE WHEN {valid_iri(iri)} THEN {whole} END" if self.skips and may_be_wrong(term) else whole

    def _iri(self, parts: Text, base: str, side: Side, of: str) -> str:
        """An IRI; one without scheme gets its base."""
        if all(isinstance(p, str) for p in parts):
            constant = "".join(map(str, parts))
            return quoted(constant if not base or SCHEME.match(constant) else base + constant)
        text = side.text(parts, of)
        if not base or (isinstance(parts[0], str) and SCHEME.match(parts[0])):
            return text
        return f"CASE WHEN {text} RLIKE '^[A-Za-z][A-Za-z0-9+.-]*:' THEN {text} ELSE {concat([quoted(base), text])} END"

    def _object(self, term: TermPlan, side: Side) -> str:
        if term.kind != "literal":
            return self._node(term, side, "object")
        body = ["'\"'", escaped(side.text(term.text, "object")), "'\"'"]
        if term.lang:
            tag = side.text(term.lang, "language")
            return concat([*body, "'@'", self._left_out(tag, valid_tag(tag), any(columns(term.lang)))])
        return concat([*body, *self._datatype(term, side)])

    def _left_out(self, text: str, valid: str, varies: bool) -> str:
        """A text, NULL where it is none of its kind and such are to be skipped."""
        if self.cuts and varies:
            return replaced(text, '"', "\\u0022")
        return f"CASE WHEN {valid} THEN {text} END" if self.skips and varies else text

    def _datatype(self, term: TermPlan, side: Side) -> Iterator[str]:
        only = term.text[0] if term.text else None
        if term.datatype:
            iri = self._iri(term.datatype, term.base, side, "datatype")
            iri = self._left_out(iri, valid_iri(iri), any(columns(term.datatype)))
        elif term.natural == PER_VALUE and isinstance(only, Column):
            iri = side.datatype(only, "object")
        else:
            iri = quoted(term.natural or XSD_STRING)
        if iri.startswith("'"):
            if iri != quoted(XSD_STRING):
                yield from ("'^^<'", iri, "'>'")
        else:
            whole = concat(["'^^<'", iri, "'>'"])
            yield f"CASE {iri} WHEN {quoted(XSD_STRING)} THEN '' ELSE {whole} END"


def concat(pieces: Sequence[str]) -> str:
    """One text of several; NULL if any is."""
    if not pieces:
        return "''"
    return pieces[0] if len(pieces) == 1 else f"concat({', '.join(pieces)})"


def arms(plan: Plan, skips: bool = False, cuts: bool = False) -> Iterator[tuple[Arm, tuple[Emit, ...]]]:
    """All emits, those together that come from the same rows."""
    together: dict[str, list[Emit]] = {}
    for e in plan.emits:
        if e.join is None and not any(c.many for c in _columns(e)):
            together.setdefault(e.scan, []).append(e)
        else:
            yield _arm(e, skips, cuts), (e,)
    for scan, emits in together.items():
        yield Arm(Side(scan, "h"), None, skips, cuts), tuple(emits)


def _columns(e: Emit) -> Iterator[Column]:
    for term in e.terms:
        for text in term.texts:
            yield from columns(text)


def _arm(e: Emit, skips: bool, cuts: bool) -> Arm:
    here = Side(e.scan, "h")
    if e.join is None:
        return Arm(here, None, skips, cuts)
    there = Side(e.join.scan, "t")
    pairs = [(here.text(a, f"join{n}"), there.text(b, f"join{n}")) for n, (a, b) in enumerate(e.join.pairs)]
    on = " AND ".join(f"{a} = {b}" for a, b in pairs) or "true"
    kind = "LEFT SEMI JOIN" if e.join.semi else "JOIN" if pairs else "CROSS JOIN"
    return Arm(here, there, skips, cuts, f"{kind} ({{there}})" + (f" ON {on}" if pairs or e.join.semi else ""))


def statement(plan: Plan, skips: bool = False, cuts: bool = False) -> str:
    """One SELECT of all quads; some come several times, in no order.

    skips   an IRI that is none states nothing
    cuts    literals will be cut into text, tag and datatype
    raises  NoRowNumbers"""
    whole = "g IS NOT NULL AND s IS NOT NULL AND p IS NOT NULL AND o IS NOT NULL"
    selects = [
        f"SELECT g, s, p, o FROM ({_select(arm, emits)}) WHERE {whole}" for arm, emits in arms(plan, skips, cuts)
    ]
    return "\nUNION ALL\n".join(selects) or NOTHING


def _select(arm: Arm, emits: Sequence[Emit]) -> str:
    quads = [arm.terms(e) for e in emits]
    if len(quads) == 1:
        chosen = ", ".join(f"{sql} AS {name}" for sql, name in zip(quads[0], "gspo", strict=True))
        return f"SELECT {chosen} {arm.source()}"
    terms = {sql: f"x{n}" for n, sql in enumerate(dict.fromkeys(sql for quad in quads for sql in quad), 1)}
    structs = ", ".join(
        "named_struct(" + ", ".join(f"'{name}', {terms[sql]}" for sql, name in zip(quad, "gspo", strict=True)) + ")"
        for quad in quads
    )
    chosen = ", ".join(f"{sql} AS {alias}" for sql, alias in terms.items())
    return f"SELECT inline(array({structs})) FROM (SELECT {chosen} {arm.source()})"


def wrong_parts(plan: Plan) -> tuple[str, tuple[tuple[Emit, str], ...]]:
    """A SELECT of IRIs and tags that are none, the first of each term that can give some: columns `number` and `iri`.

    returns  the SELECT, empty if no term can; and by number the emit and the part of its quad"""
    where: list[tuple[Emit, str]] = []
    selects = []
    for arm, emits in arms(plan):
        found = [(e, role, sql) for e in emits for role, sql in arm.wrong(e)]
        if found:
            numbers = [f"named_struct('number', {len(where) + n}, 'iri', {sql})" for n, (*_, sql) in enumerate(found)]
            where += [(e, role) for e, role, _ in found]
            selects.append(f"SELECT inline(found) FROM (SELECT array({', '.join(numbers)}) AS found {arm.source()})")
    union = "\nUNION ALL\n".join(selects)
    return (f"SELECT number, iri FROM ({union}) WHERE iri IS NOT NULL" if selects else ""), tuple(where)
