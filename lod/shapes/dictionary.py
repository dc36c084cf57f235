"""Where the terms of shapes stand in the data.  Term -> id in a workbench.

Terms that the data do not have get negative ids, so that compiled statements never speak of texts; the few that can be
focus nodes (sh:targetNode) are kept to be joined as rows.  Read first: workbench.py."""

from __future__ import annotations

from collections.abc import Iterable

from lod import xsd
from lod.plan.sql import quoted
from lod.shapes.order import Operand
from lod.terms import Term, iri, ntriples
from lod.vocab import RDF_TYPE, RDFS, XSD_STRING
from lod.workbench import Workbench

SUBCLASS = iri(RDFS + "subClassOf")
TYPE = iri(RDF_TYPE)
CLOSURE = """
WITH RECURSIVE sub AS MATERIALIZED (SELECT s, o FROM triple WHERE p = $subclass),
below(top, id) AS (SELECT unnest($tops), unnest($tops) UNION SELECT top, s FROM below JOIN sub ON o = id)
SELECT top, list(id ORDER BY id) FROM below GROUP BY top"""


class Dictionary:
    """Ids of terms and of subclasses, looked up once in a workbench."""

    def __init__(self, bench: Workbench, terms: Iterable[Term] = ()) -> None:
        self._bench = bench
        self._ids: dict[Term, int] = {}
        self._closures: dict[int, tuple[int, ...]] = {}
        self._operands: dict[Term, Operand] = {}
        self._counts: dict[str, int] = {}
        self.terms, self.literals = "term", "literal"  # the relations to join with
        self.learn({TYPE, SUBCLASS, *terms})

    def learn(self, terms: Iterable[Term]) -> None:
        """Look many terms up at once."""
        wanted = {ntriples(t): t for t in terms if t not in self._ids}
        found = self._bench.rows(
            "SELECT nt, id FROM term JOIN (SELECT unnest(?::VARCHAR[]) AS nt) USING (nt)", [list(wanted)]
        )
        self._ids |= {wanted[str(nt)]: int(str(number)) for nt, number in found}
        for term in wanted.values():
            self._ids.setdefault(term, -1 - len(self._ids))

    def learn_classes(self, classes: Iterable[Term]) -> None:
        """Look up the subclasses of many classes at once."""
        tops = sorted({self.id(c) for c in classes} - set(self._closures))
        subclass = self.id(SUBCLASS)
        found = self._bench.con.execute(CLOSURE, {"tops": tops, "subclass": subclass}).fetchall() if tops else []
        self._closures |= {top: tuple(ids) for top, ids in found}

    def id(self, term: Term) -> int:
        """The id of a term; negative if the data do not have it."""
        if term not in self._ids:
            self.learn([term])
        return self._ids[term]

    def constant(self, term: Term) -> int:
        """The id of a term of the shapes as a value; a blank node of theirs is none of the data, whatever its label."""
        return 0 if term.kind == "bnode" else self.id(term)

    def closure(self, kind: Term) -> tuple[int, ...]:
        """The ids of a class and of everything that is rdfs:subClassOf it over any number of steps."""
        if self.id(kind) not in self._closures:
            self.learn_classes([kind])
        return self._closures[self.id(kind)]

    def stray(self, nodes: Iterable[Term]) -> None:
        """Make rows for those focus nodes that the data do not have."""
        rows = [(self.id(t), t) for t in dict.fromkeys(nodes) if self.id(t) < 0]
        if not rows:
            return
        values = ", ".join(
            f"({n}, {', '.join(quoted(text) for text in (t.kind, t.lexical, t.datatype, t.lang))})" for n, t in rows
        )
        own = f"(SELECT * FROM (VALUES {values}) AS own(id, kind, lexical, datatype, lang))"
        self.terms = f"(SELECT id, kind, lexical, datatype, lang FROM term UNION ALL {own})"
        self.literals = f"(SELECT * FROM literal UNION ALL {xsd.typed(own, {t.datatype for _, t in rows})})"

    def none(self, count: str) -> bool:
        """Whether a statement counts nothing; each is asked once."""
        if count not in self._counts:
            self._counts[count] = self._bench.number(count)
        return self._counts[count] == 0

    def texts(self, statement: str) -> dict[int, str]:
        """Ask for ids and texts, for what the database cannot decide."""
        return {int(str(number)): str(text) for number, text in self._bench.rows(statement)}

    def operand(self, term: Term) -> Operand:
        """The value of a constant, to be compared with others."""
        if term not in self._operands:
            self._operands[term] = self._operand(term)
        return self._operands[term]

    def _operand(self, term: Term) -> Operand:
        if term.datatype == XSD_STRING:
            return Operand("3", quoted(term.lexical), "NULL")
        source = "(SELECT 0 AS id, ?::VARCHAR AS lexical, ?::VARCHAR AS datatype)"
        rows = self._bench.rows(
            f"SELECT family, key, num FROM ({xsd.typed(source, {term.datatype})})", [term.lexical, term.datatype]
        )
        family, key, num = rows[0] if rows else (None, None, None)
        return Operand(
            "NULL" if family is None else str(family),
            "NULL" if key is None else quoted(str(key)),
            "NULL" if num is None else f"{quoted(repr(num))}::DOUBLE",  # 'inf' has no other form
        )

    @property
    def absent(self) -> dict[int, Term]:
        """The terms that the data do not have, by their negative ids."""
        return {number: term for term, number in self._ids.items() if number < 0}
