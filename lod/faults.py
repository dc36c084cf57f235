"""Find faults in what the tables say.  Workbench -> mistakes, each with the file and line of a row.

These are the faults a shape would report too late or not at all: IRIs that are none, codes and ids nobody declares,
dates that are none, numbers a store would rewrite.  One query per kind of fault, over distinct terms."""

from __future__ import annotations

from collections.abc import Mapping

from lod.edtf import EdtfError, bounds
from lod.errors import (
    AmbiguousTemplate,
    BadDate,
    BadLiteral,
    DanglingId,
    InvalidIri,
    LodError,
    Place,
    UnknownCode,
    did_you_mean,
)
from lod.plan.model import Emit, Plan
from lod.plan.sql import HERE, lexical, name, quoted
from lod.terms import CANONICAL, Term, canonical, iri_fault
from lod.vocab import EDTF_DATE, SKOS
from lod.workbench import Workbench

ROLES = ("s", "p", "o", "g")
FIRST_ROW = """
SELECT src.path, min(r.line), arg_min(u.text, r.line) FROM quad q JOIN quad_row w ON w.quad = q.id
  JOIN row r ON r.id = w.row JOIN source src ON src.id = r.source LEFT JOIN rule u ON u.id = w.rule
  WHERE q.{role} = ? GROUP BY src.path ORDER BY src.path LIMIT 1"""


def find(bench: Workbench, base: str) -> list[LodError]:
    """All faults of the quads in a workbench; `base`: IRIs under it must be described."""
    return [*_iris(bench), *_undeclared(bench, base), *_literals(bench)]


def _row(bench: Workbench, term: int, role: str) -> tuple[Place, str]:
    """A row that gives a term in a role, and the rule in words."""
    found = bench.rows(FIRST_ROW.format(role=role), [term])
    if not found:
        return Place("?"), ""
    return Place(str(found[0][0]), int(str(found[0][1]))), str(found[0][2] or "the ontology itself")


def _iris(bench: Workbench) -> list[LodError]:
    odd = bench.rows(
        "SELECT id, lexical FROM term WHERE kind = 'iri' AND (NOT regexp_matches(lexical, '^[A-Za-z][A-Za-z0-9+.-]*:')"
        """ OR regexp_matches(lexical, '[\\x00-\\x20<>"{}|^`\\\\]')) ORDER BY id"""
    )
    errors: list[LodError] = []
    for number, value in odd:
        role = next((r for r in ROLES if bench.number(f"SELECT count(*) FROM quad WHERE {r} = ?", [number])), "o")
        place, rule = _row(bench, int(str(number)), role)
        word = {"s": "subject", "p": "predicate", "o": "object", "g": "graph"}[role]
        errors.append(InvalidIri(place, role=word, value=value, reason=iri_fault(str(value)), rule=rule))
    return errors


def _undeclared(bench: Workbench, base: str) -> list[LodError]:
    """Objects under the base that no quad describes: a code not in the lists, or an id not in the tables."""
    missing = bench.rows(
        "SELECT DISTINCT t.id, t.lexical FROM quad q JOIN quad_row w ON w.quad = q.id JOIN term t ON t.id = q.o"
        " WHERE w.rule > 0 AND t.kind = 'iri' AND starts_with(t.lexical, ?)"
        " AND q.o NOT IN (SELECT s FROM quad) ORDER BY t.id",
        [base],
    )
    errors: list[LodError] = []
    for number, value in missing:
        space = str(value)[: max(str(value).rfind("#"), str(value).rfind("/")) + 1]
        known = bench.texts(
            "SELECT DISTINCT t.lexical FROM quad q JOIN term t ON t.id = q.s WHERE starts_with(t.lexical, $1)"
            " AND NOT regexp_matches(substr(t.lexical, length($1) + 1), '[/#]')",
            [space],
        )
        is_code = bench.number(
            "SELECT count(*) FROM quad q JOIN term s ON s.id = q.s JOIN term p ON p.id = q.p"
            " WHERE starts_with(s.lexical, ?) AND p.lexical = ?",
            [space, SKOS + "prefLabel"],
        )
        place, _ = _row(bench, int(str(number)), "o")
        tail = str(value).removeprefix(space) if is_code else str(value).removeprefix(base)
        names = [k.removeprefix(space if is_code else base) for k in known]
        kind = UnknownCode if is_code else DanglingId
        errors.append(kind(place, value=tail, suggestion=did_you_mean(tail, names)))
    return errors


def _literals(bench: Workbench) -> list[LodError]:
    checked = ", ".join(quoted(d) for d in (EDTF_DATE, *CANONICAL))
    errors: list[LodError] = []
    for number, value, datatype in bench.rows(
        f"SELECT id, lexical, datatype FROM term WHERE kind = 'literal' AND datatype IN ({checked}) ORDER BY id"
    ):
        error = _literal_fault(str(value), str(datatype))
        if error is not None:
            error.place, _ = _row(bench, int(str(number)), "o")
            errors.append(error)
    return errors


def _literal_fault(value: str, datatype: str) -> LodError | None:
    if datatype == EDTF_DATE:
        try:
            bounds(value)
        except EdtfError as error:
            return BadDate(value=value, message=error.message, expected=error.expected)
        return None
    if canonical(Term("literal", value, datatype)):
        return None
    short = "xsd:" + datatype.rsplit("#", 1)[-1]
    return BadLiteral(value=value, datatype=short, expected="write it as XSD's canonical form, so that stores keep it")


def ambiguous(bench: Workbench, plan: Plan, templates: Mapping[int, tuple[Place, str]]) -> list[LodError]:
    """Subjects that one template makes of two different rows of values (rule id -> place and text of the template)."""
    errors: list[LodError] = []
    seen: set[tuple[str, object]] = set()
    for e in plan.emits:
        key = (e.scan, e.subject)
        if len(e.subject.columns) > 1 and key not in seen:
            seen.add(key)
            errors += _clash(bench, e, *templates[e.rule])
    return errors


def _clash(bench: Workbench, e: Emit, place: Place, text: str) -> list[LodError]:
    columns = sorted(e.subject.columns)
    values = "[" + ", ".join(f"{HERE}.{name(c)}" for c in columns) + "]"
    found = bench.rows(
        f"WITH made AS (SELECT {lexical(e.subject, HERE)} AS iri, {values} AS key, _rows[1] AS row FROM {name(e.scan)}"
        f" AS {HERE}) SELECT iri, min(row), max(row) FROM made WHERE iri IS NOT NULL GROUP BY iri"
        " HAVING count(DISTINCT key) > 1 ORDER BY iri LIMIT 5"
    )
    errors: list[LodError] = []
    for iri, one, other in found:
        where = bench.texts(
            "SELECT s.path || ':' || r.line FROM row r JOIN source s ON s.id = r.source WHERE r.id IN (?, ?) ORDER BY 1",
            [one, other],
        )
        errors.append(AmbiguousTemplate(place, template_text=text, iri=iri, other=" and ".join(where)))
    return errors
