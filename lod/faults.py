"""Find faults in what the tables say.  Workbench -> mistakes, each with the file and line of a row.

These are the faults a shape would report too late or not at all: IRIs that are none, codes and ids nobody declares,
dates that are none, numbers a store would rewrite.  One query per kind of fault, over distinct terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import unquote

from lod.config import Config
from lod.dictionary import Stated, encode
from lod.dictionary import number as number_terms
from lod.edtf import EdtfError, bounds
from lod.engines import embedded
from lod.engines.cluster.model import Doubts
from lod.errors import (
    AmbiguousTemplate,
    BadDate,
    BadLanguage,
    BadLiteral,
    DanglingId,
    IdleRow,
    InvalidIri,
    LodError,
    Place,
    UnknownCode,
    did_you_mean,
)
from lod.literals import CHECKED, LANGUAGE, SURE, kept_form
from lod.plan.model import Emit, Plan, columns
from lod.plan.sql import HERE, Arm, name, quoted
from lod.terms import IRI, Term, iri_fault
from lod.vocab import EDTF_DATE, RDF_LANGSTRING, RDF_TYPE, SKOS
from lod.workbench import MAPPED, Value, Workbench

Declared = Callable[[str], Sequence[tuple[str, bool]]]  # namespace -> tails of what is declared, and whether a concept
BATCH = 50_000
GIVEN, STATING = name("faults.given"), name("faults.stating")  # no table of a dataset has a dot in its name
SUGGESTIONS = 20  # comparing every wrong id with every right one takes long
# a row that gives a term, the part of the quad it gives, and the rule in words; rather a row that alone states a quad
FIRST_ROWS = """
WITH used AS (
  SELECT id AS quad, unnest([s, p, o, g]) AS term, unnest(['subject', 'predicate', 'object', 'graph']) AS role
  FROM quad),
sizes AS (SELECT quad, rule, count(*) AS size FROM quad_row GROUP BY ALL)
SELECT used.term, r.path, r.line, r.record, used.role, coalesce(u.text, '') FROM used
  JOIN (SELECT unnest(?::INTEGER[]) AS term) wanted USING (term) JOIN quad_row w ON w.quad = used.quad
  JOIN sizes z ON z.quad = w.quad AND z.rule = w.rule
  JOIN row_place r ON r.row = w.row LEFT JOIN rule u ON u.id = w.rule
  QUALIFY row_number() OVER (
    PARTITION BY used.term ORDER BY z.size, w.rule, r.path, r.line, r.record, used.role) = 1"""
# IRIs under the base that mapped quads speak of and that have no class: no row says that there is such a thing
UNDECLARED = f"""
WITH said AS ({MAPPED}),
typed AS (SELECT q.s FROM quad q JOIN term p ON p.id = q.p WHERE p.kind = 'iri' AND p.lexical = $2),
untyped AS MATERIALIZED (
  SELECT id, lexical FROM term WHERE kind = 'iri' AND starts_with(lexical, $1) AND id NOT IN (FROM typed))
SELECT id, lexical FROM (
    SELECT t.id, t.lexical FROM untyped t JOIN said ON said.s = t.id
    UNION SELECT t.id, t.lexical FROM untyped t JOIN said ON said.o = t.id)
  WHERE EXISTS (FROM said JOIN term p ON p.id = said.p WHERE p.lexical = $2) -- else the dataset has no classes at all
  ORDER BY id"""
# rows that state nothing, of tables other rows of which do
IDLE = """
WITH idle AS MATERIALIZED (SELECT id, source FROM row WHERE id NOT IN (SELECT row FROM {stating})),
active AS (SELECT source FROM idle INTERSECT SELECT r.source FROM row r SEMI JOIN {stating} w ON w.row = r.id)
SELECT p.path, p.line, p.record, p.key FROM idle JOIN active USING (source) JOIN row_place p ON p.row = idle.id
  WHERE starts_with(p.path, ?) ORDER BY ALL"""
# the tails of what is declared in a namespace, and whether these are concepts
DECLARED = """
SELECT substr(t.lexical, length($1) + 1) AS tail, bool_or(p.lexical = $3) AS is_code FROM quad q
  JOIN term t ON t.id = q.s JOIN term p ON p.id = q.p
  WHERE p.lexical IN ($2, $3) AND starts_with(t.lexical, $1) AND NOT contains(substr(t.lexical, length($1) + 1), '/')
  GROUP BY tail ORDER BY tail"""


def find(bench: Workbench, base: str, facts: str) -> list[LodError]:
    """All faults of the quads in a workbench.

    base     IRIs under it must be declared
    facts    folder of the fact tables, every row of which must state something"""
    missing = {int(str(n)): str(value) for n, value in bench.rows(UNDECLARED, [base, RDF_TYPE])}

    def declared(space: str) -> list[tuple[str, bool]]:
        return [(str(tail), bool(code)) for tail, code in bench.rows(DECLARED, [space, RDF_TYPE, SKOS + "prefLabel"])]

    return [*_terms(bench), *_undeclared(bench, base, missing, declared)] or _idle(bench, facts, "quad_row")


def are_odd(bench: Workbench, terms: str) -> bool:
    """Whether terms have faults on their own.

    terms   a relation like `term`"""
    return bool(_odd_iris(bench, terms) or _odd_tags(bench, terms) or _odd_literals(bench, terms))


def judge(bench: Workbench, plan: Plan, others: Stated, doubts: Doubts, config: Config) -> list[LodError]:
    """The same of quads that a cluster has made; their rows are in the workbench, and of terms only those of doubts.

    plan     its functions have been asked
    others   the quads that no rule states"""
    for query in number_terms(f"SELECT nt FROM ({_given(bench, doubts.terms)})"):
        bench.con.execute(query)
    wrong = [*_odd_iris(bench), *_odd_tags(bench), *_odd_literals(bench)]
    texts = bench.texts(f"SELECT nt FROM term WHERE id IN ({', '.join(map(str, wrong))})") if wrong else []
    if not texts and not doubts.undeclared:
        embedded.stating(bench.con, plan, STATING)
        return _idle(bench, config.facts, STATING)
    _given(bench, (*texts, *doubts.undeclared))
    encode(bench, [*embedded.state(bench.con, plan, GIVEN), others])
    _given(bench, doubts.undeclared)
    found = bench.rows(f"SELECT id, lexical FROM term WHERE nt IN (FROM {GIVEN}) ORDER BY id")
    missing = {int(str(n)): str(value) for n, value in found}
    return [*_terms(bench), *_undeclared(bench, config.base, missing, doubts.declared)]


def _given(bench: Workbench, texts: Sequence[str]) -> str:
    """A relation of texts, called GIVEN."""
    bench.con.execute(f"CREATE OR REPLACE TEMP TABLE {GIVEN} (nt VARCHAR)")
    for start in range(0, len(texts), BATCH):
        bench.con.execute(f"INSERT INTO {GIVEN} SELECT unnest(?::VARCHAR[])", [list(texts[start : start + BATCH])])
    return f"FROM {GIVEN}"


def _terms(bench: Workbench) -> list[LodError]:
    return [*_iris(bench), *_languages(bench), *_literals(bench)]


def _idle(bench: Workbench, facts: str, stating: str) -> list[LodError]:
    """Rows no quad rests on, in tables that state something: lost without a word.

    stating   a relation of the rows that quads rest on"""
    found = bench.rows(IDLE.format(stating=stating), [f"{facts}/"])
    return [IdleRow(_place(path, line, record), key=key) for path, line, record, key in found]


def _place(path: Value, line: Value, record: Value) -> Place:
    return Place(str(path), int(str(line)), record=int(str(record)))


def _first_rows(bench: Workbench, terms: Sequence[int]) -> dict[int, tuple[Place, str, str]]:
    """For each term a row that gives it, its part in the quad, and the rule in words."""
    found = bench.rows(FIRST_ROWS, [list(terms)]) if terms else []
    return {
        int(str(term)): (_place(path, line, record), str(role), str(rule))
        for term, path, line, record, role, rule in found
    }


def _odd_iris(bench: Workbench, terms: str = "term") -> dict[int, tuple[str, str]]:
    """The terms with an IRI that is none, each with its kind and that IRI."""
    odd = bench.rows(
        "SELECT id, kind, CASE kind WHEN 'iri' THEN lexical ELSE datatype END AS iri"
        f" FROM {terms} WHERE NOT regexp_full_match(iri, ?) OR (datatype = ? AND lang = '') ORDER BY id",
        [IRI, RDF_LANGSTRING],
    )
    return {int(str(term)): (str(kind), str(iri)) for term, kind, iri in odd}


def _iris(bench: Workbench) -> list[LodError]:
    odd = _odd_iris(bench)
    first = _first_rows(bench, list(odd))
    errors: list[LodError] = []
    for term, (kind, value) in odd.items():
        place, role, rule = first[term]
        reason = iri_fault(value) or "such a literal needs a language"
        role = role if kind == "iri" else "datatype"
        errors.append(InvalidIri(place, role=role, value=value, reason=reason, rule=rule))
    return errors


def _odd_tags(bench: Workbench, terms: str = "term") -> dict[int, str]:
    """Language tags that are none, each with a term that has it."""
    tags = bench.rows(f"SELECT min(id), lang FROM {terms} WHERE lang <> '' GROUP BY lang ORDER BY lang")
    return {int(str(term)): str(tag) for term, tag in tags if not LANGUAGE.fullmatch(str(tag))}


def _languages(bench: Workbench) -> list[LodError]:
    wrong = _odd_tags(bench)
    first = _first_rows(bench, list(wrong))
    return [BadLanguage(first[term][0], value=tag) for term, tag in wrong.items()]


def _undeclared(bench: Workbench, base: str, found: Mapping[int, str], declared: Declared) -> list[LodError]:
    """Subjects and objects that nothing declares: codes not in the lists, ids not in the tables."""
    missing = {term: value for term, value in found.items() if not iri_fault(value)}
    first = _first_rows(bench, list(missing))
    spaces: dict[str, tuple[list[str], bool]] = {}
    errors: list[LodError] = []
    for term, value in missing.items():
        space = value[: max(value.rfind("#"), value.rfind("/")) + 1]
        if space not in spaces:
            known = declared(space)
            spaces[space] = [unquote(tail) for tail, _ in known], any(is_code for _, is_code in known)
        names, is_code = spaces[space]
        tail = unquote(value.removeprefix(space))
        folder = "" if is_code else space.removeprefix(base).removeprefix("id/")  # as a cell of a table writes it
        near = did_you_mean(folder + tail, [folder + n for n in names]) if len(errors) < SUGGESTIONS else ""
        kind = UnknownCode if is_code else DanglingId
        errors.append(kind(first[term][0], value=folder + tail, suggestion=near))
    return errors


def _literals(bench: Workbench) -> list[LodError]:
    found = _odd_literals(bench)
    for term, (place, _, _) in _first_rows(bench, list(found)).items():
        found[term].place = place
    return list(found.values())


def _odd_literals(bench: Workbench, terms: str = "term") -> dict[int, LodError]:
    """The literals that are not in the form that stores keep, each with what is wrong about it."""
    checked = ", ".join(quoted(d) for d in (EDTF_DATE, *CHECKED))
    found: dict[int, LodError] = {}
    sure = " ".join(f"WHEN {quoted(d)} THEN regexp_full_match(lexical, {quoted(form)})" for d, form in SURE.items())
    for term, value, datatype in bench.rows(
        f"SELECT id, lexical, datatype FROM {terms} WHERE kind = 'literal' AND datatype IN ({checked})"
        f" AND NOT CASE datatype {sure} ELSE false END ORDER BY id"
    ):
        error = _literal_fault(str(value), str(datatype))
        if error is not None:
            found[int(str(term))] = error
    return found


def _literal_fault(value: str, datatype: str) -> LodError | None:
    if datatype == EDTF_DATE:
        try:
            bounds(value)
        except EdtfError as error:
            return BadDate(value=value, message=error.message, expected=error.expected)
        return None
    expected = kept_form(Term("literal", value, datatype))
    short = "xsd:" + datatype.rsplit("#", 1)[-1]
    return BadLiteral(value=value, datatype=short, expected=expected) if expected else None


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
    arm, used = Arm(e), {c.name: c for c in columns(e.subject.text)}
    values = "[" + ", ".join(arm.value(used[c], HERE, "subject") for c in sorted(used)) + "]"
    made = arm.lexical(e.subject, HERE, "subject")
    found = bench.rows(
        f"WITH made AS (SELECT {made} AS iri, {values} AS key, {HERE}._rows[1] AS row FROM {arm.rows()})"
        f" SELECT iri, arg_min(row, key), arg_max(row, key) FROM made WHERE iri IS NOT NULL GROUP BY iri"
        " HAVING count(DISTINCT key) > 1 ORDER BY iri LIMIT 5"
    )
    errors: list[LodError] = []
    for iri, one, other in found:
        where = bench.rows("SELECT path, line, record FROM row_place WHERE row IN (?, ?)", [one, other])
        named = " and ".join(sorted(str(_place(*row)) for row in where))
        errors.append(AmbiguousTemplate(place, template_text=text, iri=iri, other=named))
    return errors
