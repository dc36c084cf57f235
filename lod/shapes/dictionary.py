"""Where the terms of shapes stand in the data.  Term -> id in a workbench.

Terms that the data do not have get negative ids, so that compiled statements never speak of texts; the few that can be
focus nodes (sh:targetNode) are kept to be joined as rows.  Read first: workbench.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lod import xsd
from lod.plan.sql import quoted
from lod.shapes.order import Operand
from lod.terms import Term, iri, ntriples
from lod.vocab import RDF_TYPE, RDFS, XSD_STRING
from lod.workbench import Value, Workbench

SUBCLASS = iri(RDFS + "subClassOf")
TYPE = iri(RDF_TYPE)
CLOSURE = """
WITH RECURSIVE sub AS MATERIALIZED (SELECT s, o FROM triple WHERE p = $subclass),
below(top, id) AS (SELECT unnest($tops), unnest($tops) UNION SELECT top, s FROM below JOIN sub ON o = id)
SELECT top, list(id ORDER BY id) FROM below GROUP BY top"""
NO_VALUE = Operand("NULL", "NULL", "NULL")  # of what is no literal, or of a datatype that has no order


class Dictionary:
    """Ids of terms and of subclasses, looked up once in a workbench."""

    def __init__(self, bench: Workbench, terms: Iterable[Term] = ()) -> None:
        self._bench = bench
        self._ids: dict[Term, int] = {}
        self._closures: dict[int, tuple[int, ...]] = {}
        self._operands: dict[Term, Operand] = {}
        self._counts: dict[str, int] = {}
        self.terms, self.literals = "term", "literal"  # the relations to join with
        self._strays: dict[int, Term] = {}
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
        """Make rows for those nodes that the data do not have: focus nodes, and where a path of no step may stay."""
        absent = {self.id(t): t for t in nodes if self.id(t) < 0}
        if absent.keys() <= self._strays.keys():
            return
        self._strays |= absent
        values = ", ".join(
            f"({n}, {', '.join(quoted(text) for text in (t.kind, t.lexical, t.datatype, t.lang))})"
            for n, t in self._strays.items()
        )
        own = f"(SELECT * FROM (VALUES {values}) AS own(id, kind, lexical, datatype, lang))"
        self.terms = f"(SELECT id, kind, lexical, datatype, lang FROM term UNION ALL {own})"
        self.literals = (
            f"(SELECT * FROM literal UNION ALL {xsd.typed(own, {t.datatype for t in self._strays.values()})})"
        )

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
            alike = {t for t in self._ids if t.datatype == term.datatype and t.kind == "literal"}
            self._operands |= self._typed([term, *alike])
        return self._operands[term]

    def _typed(self, terms: Sequence[Term]) -> dict[Term, Operand]:
        """The values of constants of one datatype; planning the statement is all that takes time, so of all at once."""
        datatype = terms[0].datatype
        if datatype == XSD_STRING:
            return {t: Operand("3", quoted(t.lexical), "NULL") for t in terms}
        source = "(SELECT unnest(range(len($texts))) AS id, unnest($texts) AS lexical, $datatype AS datatype)"
        rows = self._bench.con.execute(
            f"SELECT id, family, key, num FROM ({xsd.typed(source, {datatype})})",
            {"texts": [t.lexical for t in terms], "datatype": datatype},
        ).fetchall()
        found = {terms[n]: _operand(*value) for n, *value in rows}
        return {t: found.get(t, NO_VALUE) for t in terms}

    @property
    def absent(self) -> dict[int, Term]:
        """The terms that the data do not have, by their negative ids."""
        return {number: term for term, number in self._ids.items() if number < 0}


def _operand(family: Value, key: Value, num: Value) -> Operand:
    return Operand(
        "NULL" if family is None else str(family),
        "NULL" if key is None else quoted(str(key)),
        "NULL" if num is None else f"{quoted(repr(num))}::DOUBLE",  # 'inf' has no other form
    )
