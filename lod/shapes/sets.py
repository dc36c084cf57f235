"""Say when the value nodes of a focus node together break a constraint.  Constraint -> SELECT (x, v, p).

x is the focus node, v the value node of the result or NULL, p the predicate of a triple that sh:closed forbids.
Spec: SHACL section 4.2 Cardinality, 4.4.5 sh:uniqueLang, 4.5 Property Pair, 4.7.3 qualified shapes, 4.8 Other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lod.shapes import order
from lod.shapes.model import Constraint, Shape, Step
from lod.shapes.paths import values
from lod.shapes.relations import Relations
from lod.shapes.values import component
from lod.terms import Term

Failing = Callable[[Term, str], str]  # (shape, relation of nodes) -> name of the relation of those that fail it


@dataclass(frozen=True, slots=True)
class Scope:
    """What one shape looks at inside a statement."""

    shape: Shape
    focus: str  # relation (x)
    values: str  # relation (x, v)


def violations(constraint: Constraint, scope: Scope, relations: Relations, failing: Failing) -> str:
    """SELECT (x, v, p) of the results of one constraint; empty where there can be none."""
    name, focus, pairs = component(constraint), scope.focus, scope.values
    match name:
        case "MinCount":
            return _fewer(focus, pairs, int(constraint.values[0].lexical))
        case "MaxCount":
            return _more(pairs, int(constraint.values[0].lexical))
        case "HasValue":
            wanted = relations.dictionary.constant(constraint.values[0])
            return (
                f"SELECT x, NULL AS v, NULL AS p FROM {focus} WHERE x NOT IN (SELECT x FROM {pairs} WHERE v = {wanted})"
            )
        case "UniqueLang":
            languages = f"SELECT q.x FROM {pairs} q JOIN term e ON e.id = q.v WHERE e.lang <> ''"
            return f"SELECT x, NULL AS v, NULL AS p FROM ({languages} GROUP BY q.x, lower(e.lang) HAVING count(*) > 1)"
        case "QualifiedMinCount" | "QualifiedMaxCount":
            return _qualified(constraint, scope, relations, failing)
        case "Equals" | "Disjoint" | "LessThan" | "LessThanOrEquals":
            other = values(Step(constraint.values[0].lexical), focus, relations)
            return _pairs(name, pairs, other, relations)
        case "Closed":
            allowed = ", ".join(str(relations.dictionary.id(t)) for t in constraint.values) or "0"
            return f"SELECT q.x, t.o AS v, t.p FROM {pairs} q JOIN triple t ON t.s = q.v WHERE t.p NOT IN ({allowed})"
    raise AssertionError(f"no SQL for {constraint.component}")


def _fewer(focus: str, pairs: str, least: int) -> str:
    if least < 1:
        return ""
    enough = f"SELECT x FROM {pairs}" + (f" GROUP BY x HAVING count(*) >= {least}" if least > 1 else "")
    return f"SELECT x, NULL AS v, NULL AS p FROM {focus} WHERE x NOT IN ({enough})"


def _more(pairs: str, most: int) -> str:
    return f"SELECT x, NULL AS v, NULL AS p FROM {pairs} GROUP BY x HAVING count(*) > {most}"


def _qualified(constraint: Constraint, scope: Scope, relations: Relations, failing: Failing) -> str:
    nodes = relations.name("nodes", f"SELECT DISTINCT v AS x FROM {scope.values}")
    conditions = [f"v NOT IN (SELECT x FROM {failing(constraint.shapes[0], nodes)})"]
    conditions += [f"v IN (SELECT x FROM {failing(sibling, nodes)})" for sibling in constraint.siblings]
    counted = relations.name("counted", f"SELECT x, v FROM {scope.values} WHERE {' AND '.join(conditions)}")
    number = int(constraint.values[0].lexical)
    if component(constraint) == "QualifiedMinCount":
        return _fewer(scope.focus, counted, number)
    return _more(counted, number)


def _pairs(name: str, pairs: str, other: str, relations: Relations) -> str:
    match name:
        case "Equals":
            return (
                f"SELECT x, v, NULL AS p FROM {pairs} q ANTI JOIN {other} o USING (x, v) "
                f"UNION ALL SELECT x, v, NULL FROM {other} o ANTI JOIN {pairs} q USING (x, v)"
            )
        case "Disjoint":
            return f"SELECT x, v, NULL AS p FROM {pairs} q SEMI JOIN {other} o USING (x, v)"
    operator = "<" if name == "LessThan" else "<="
    ordered = order.compare(order.of_node("e", "l"), operator, order.of_node("f", "m"))
    return (
        f"SELECT q.x, q.v, NULL AS p FROM {pairs} q JOIN {other} o ON o.x = q.x "
        f"JOIN {relations.terms} e ON e.id = q.v LEFT JOIN {relations.literals} l ON l.id = q.v "
        f"JOIN {relations.terms} f ON f.id = o.v LEFT JOIN {relations.literals} m ON m.id = o.v "
        f"WHERE ({ordered}) IS NOT TRUE"
    )
