"""Say the parts of a plan in DuckDB's SQL.  Emit -> its terms, its rows; pure.

A row with a NULL term states nothing.  Cells are text, empty ones NULL; a
cell with several values is a list, and a value with a datatype of its own a struct of both (v, t).
Spec: RML-Core "Template-Valued Term Maps" (percent-encoding) and "Generating RDF terms", RFC 3987."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from lod.functions.catalogue import FUNCTIONS as CATALOGUE
from lod.functions.catalogue import ordered
from lod.literals import LANGUAGE
from lod.plan.model import Apply, Column, Emit, RowNumber, TermPlan, Text, columns
from lod.sources.model import PER_VALUE
from lod.terms import IRI, SCHEME, UCSCHAR, iri_fault, resolve
from lod.vocab import RDF_LANGSTRING, XSD_STRING

HERE, THERE = "here", "there"
SAMPLES = ("1", "a", "%20", "~")  # what percent-encoding can leave
LABEL_SIGNS = {"_": "%5F", "~": "%7E", "-": "%2D", ".": "%2E"}  # that url_encode leaves and a label must not have
PATTERN = re.compile(r"[*?\[]")  # signs by which a name would stand for several files
FUNCTIONS = (
    # percent-encode all but iunreserved: ASCII at once, other text in runs of ucschar and the rest
    f"""CREATE OR REPLACE MACRO iri_safe(value) AS CASE WHEN strlen(value) = length(value) THEN url_encode(value)
      ELSE array_to_string(list_transform(regexp_extract_all(value, '[{UCSCHAR}]+|[^{UCSCHAR}]+'),
        lambda run: CASE WHEN regexp_full_match(run, '[{UCSCHAR}]+') THEN run ELSE url_encode(run) END), '') END""",
    """CREATE OR REPLACE MACRO absolute(base, value) AS
      CASE WHEN regexp_matches(value, '^[A-Za-z][A-Za-z0-9+.-]*:') THEN value ELSE base || value END""",
    "CREATE OR REPLACE MACRO valid_iri(value) AS CASE WHEN regexp_full_match(value, '"
    + IRI.replace("'", "''")
    + "') THEN value END",
    "CREATE OR REPLACE MACRO valid_tag(value) AS CASE WHEN regexp_full_match(lower(value), '"
    + LANGUAGE.pattern
    + "') THEN value END",
    # two texts have the same label only if they are equal: letters and digits stay, every other byte is _XX
    f"""CREATE OR REPLACE MACRO node_label(value) AS
      'n' || replace({"replace(" * len(LABEL_SIGNS)}url_encode(value){
        "".join(f", '{sign}', '{code}')" for sign, code in LABEL_SIGNS.items())
    }, '%', '_')""",
    # what is made of the number of a row; no value has such a label
    "CREATE OR REPLACE MACRO row_label(value) AS 'r' || substr(node_label(value), 2)",
)


def quoted(text: str) -> str:
    """A SQL string literal.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def file(path: str) -> str:
    """A SQL string literal that a reader of files takes for this one file, whatever signs its name holds.

    Without it [1] would be a class of characters, * any name, and ~ a home.

    path     absolute
    >>> file("/data/votes [1].csv")
    "'/data/votes [[]1].csv'"
    """
    return quoted(PATTERN.sub(r"[\g<0>]", path))


def name(identifier: str) -> str:
    """A quoted SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


@dataclass(slots=True)
class Arm:
    """The SELECT of one emit on its way: what it reads besides the rows themselves.

    Several values of a cell are combined with those of other cells (RML-Core, "n-ary Cartesian product"); within one
    expression the same reference has the same value."""

    emit: Emit
    skips: bool = False  # an IRI that is none counts as no value
    unnested: dict[tuple[str, str, str], str] = field(default_factory=dict)  # (expression, side, column) -> alias

    # ---- texts -------------------------------------------------------------------------------------------------

    def pieces(self, parts: Text, side: str, of: str) -> tuple[str, ...]:
        """SQL of each piece of a text; `of` names the expression that it belongs to."""
        return tuple(quoted(p) if isinstance(p, str) else self._safe(p, side, of) for p in parts)

    def text(self, parts: Text, side: str, of: str) -> str:
        """Concatenate; NULL if any piece is (|| and not concat(), which skips NULL)."""
        return " || ".join(self.pieces(parts, side, of)) or "''"

    def _safe(self, piece: Column | RowNumber | Apply, side: str, of: str) -> str:
        if isinstance(piece, RowNumber):
            return f"{side}.rowid::VARCHAR"
        value = self.value(piece, side, of) if isinstance(piece, Column) else self._applied(piece, side, of)
        return {"iri": f"iri_safe({value})", "uri": f"url_encode({value})", "none": value}[piece.safety]

    def value(self, column: Column, side: str, of: str, part: str = "v") -> str:
        """The text of a column, or with part "t" its datatype."""
        cell = f"{side}.{name(column.name)}"
        if column.many:
            alias = self.unnested.setdefault((of, side, column.name), f"each{len(self.unnested) + 1}")
            cell = f"{alias}.cell"
        return f"({cell}).{part}" if column.datatype == PER_VALUE else cell

    def arguments(self, piece: Apply, side: str, of: str) -> tuple[str, ...]:
        """SQL of each argument of a function."""
        given = {parameter: self.text(value, side, of) for parameter, value in piece.arguments}
        return ordered(CATALOGUE[piece.function], given, "NULL::VARCHAR")

    def _applied(self, piece: Apply, side: str, of: str) -> str:
        """A function in SQL; one that has none is looked up in what plan/calls.py has asked for."""
        arguments, function = self.arguments(piece, side, of), CATALOGUE[piece.function]
        if function.sql:
            return f"({function.sql(arguments)})"
        same = " AND ".join(f"k.a{n} IS NOT DISTINCT FROM {text}" for n, text in enumerate(arguments, 1))
        return f"(SELECT k.result FROM {name(call_name(piece))} AS k WHERE {same})"

    # ---- terms -------------------------------------------------------------------------------------------------

    def lexical(self, term: TermPlan, side: str, of: str) -> str:
        """The lexical form of a term; an IRI without scheme gets its base."""
        if term.kind == "iri":
            whole = self.absolute(term.text, term.base, side, of)
            return f"valid_iri({whole})" if self.skips and may_be_wrong(term) else whole
        whole = self.text(term.text, side, of)
        if term.kind != "bnode":
            return whole
        return f"{'row' if any(isinstance(piece, RowNumber) for piece in term.text) else 'node'}_label({whole})"

    def absolute(self, parts: Text, base: str, side: str, of: str) -> str:
        """SQL of an IRI."""
        whole = self.text(parts, side, of)
        known = isinstance(parts[0], str) and SCHEME.match(parts[0])
        return whole if known or not base else f"absolute({quoted(base)}, {whole})"

    def datatype(self, term: TermPlan, side: str) -> str:
        """SQL of the datatype of an object, empty for an IRI."""
        if term.datatype:
            whole = self.absolute(term.datatype, term.base, side, "datatype")
            return f"valid_iri({whole})" if self.skips and any(columns(term.datatype)) else whole
        natural = term.natural
        if natural == PER_VALUE:
            column = term.text[0]
            assert isinstance(column, Column)
            own = self.value(column, side, "object", "t")
            return f"CASE {own} WHEN '' THEN {quoted(XSD_STRING)} ELSE {own} END"
        plain = RDF_LANGSTRING if term.lang else XSD_STRING if term.kind == "literal" else ""
        return quoted(natural or plain)

    def language(self, term: TermPlan, side: str) -> str:
        """SQL of the language tag of an object, empty for what has none."""
        whole = self.text(term.lang, side, "language")
        return f"valid_tag({whole})" if self.skips and any(columns(term.lang)) else whole

    @property
    def side(self) -> str:
        """Where the object's columns are."""
        return THERE if self.emit.join and not self.emit.join.semi else HERE

    # ---- rows --------------------------------------------------------------------------------------------------

    def source(self) -> str:
        """FROM and WHERE; to be asked for after everything that is selected."""
        join = self.emit.join
        if join is None:
            return f"FROM {self.rows()}"
        pairs = [
            (self.text(a, HERE, f"join{n}"), self.text(b, THERE, f"join{n}")) for n, (a, b) in enumerate(join.pairs)
        ]
        here = self.rows()
        there = ", ".join([f"{name(join.scan)} AS {THERE}", *self._each(THERE)])
        on = " AND ".join(f"{a} = {b}" for a, b in pairs) or "true"
        if join.semi:
            return f"FROM {here}\nWHERE EXISTS (FROM {there} WHERE {on})"
        return f"FROM {here}, {there}\nWHERE {on}" if self.unnested else f"FROM {here}\nJOIN {there} ON {on}"

    def rows(self) -> str:
        """The rows of the scan, with each of the values that are asked for in turn."""
        return ", ".join([f"{name(self.emit.scan)} AS {HERE}", *self._each(HERE)])

    def _each(self, side: str) -> Iterator[str]:
        for (_, where, column), alias in self.unnested.items():
            if where == side:
                cell = f"{side}.{name(column)}"  # a function may do without a value
                yield f"unnest(CASE WHEN len({cell}) > 0 THEN {cell} ELSE [NULL] END) AS {alias}(cell)"


def call_name(piece: Apply) -> str:
    """The table of the results of a function that has no SQL."""
    return "call-" + sha256(repr(piece).encode()).hexdigest()[:12]


def may_be_wrong(term: TermPlan) -> bool:
    """Whether a term can be no IRI: references can, and templates whose constant parts are odd."""
    return term.kind == "iri" and term.checked and not _always_an_iri(term.text, term.base)


def _always_an_iri(text: Text, base: str) -> bool:
    """Whether a text is an IRI whatever is inserted: all of it is percent-encoded, and samples of it fit."""
    if any(isinstance(piece, RowNumber) or (not isinstance(piece, str) and piece.safety == "none") for piece in text):
        return False
    samples = ("".join(piece if isinstance(piece, str) else sample for piece in text) for sample in SAMPLES)
    return not any(iri_fault(resolve(base, sample)) for sample in samples)
