"""Compile the SPARQL query of a shape to SQL.  Query + relation of focus nodes -> Compiled; reads ids, writes nothing.

Whatever is not certain to be exact raises Unsupported, and another route takes the query.  Two things only the data
decide: a guard counts what the SQL could not treat exactly and must give 0, and a statement stops with an error of the
engine ("not exact: …", or an overflow) where a number has more digits than it can hold.
Read first: values.py, groups.py.  Spec: SHACL sections 5.3 and 6.3, appendix A."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lod.shapes.dictionary import Dictionary
from lod.shapes.model import Path, Query
from lod.shapes.queries.absent import hopeless
from lod.shapes.queries.block import Block, Statement
from lod.shapes.queries.groups import Given, Groups
from lod.shapes.queries.outputs import ntriples, substituted
from lod.shapes.queries.paths import walks
from lod.shapes.queries.selects import Selects
from lod.shapes.queries.values import Constant, Node, Unbound, Unsupported, Value, quoted
from lod.sparql.model import Aggregate, Filter, Group, Select, Triples
from lod.sparql.parse import parse
from lod.sparql.scope import expressions, parts, selected
from lod.terms import Term

PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")

NOTHING = """SELECT NULL::INTEGER AS x, NULL::INTEGER AS v, NULL::INTEGER AS p, NULL::VARCHAR AS vt,
  MAP {}::MAP(VARCHAR, VARCHAR) AS said WHERE FALSE"""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query as SQL."""

    sql: str  # gives (x, v, p, vt, said)
    guards: tuple[str, ...] = ()  # each a SELECT of one number that must be 0, or another route is to be taken


def compile_query(
    query: Query,
    focus: str,
    dictionary: Dictionary,
    variables: Mapping[str, Term | Path],
) -> Compiled:
    """Compile a query; one row of the result is one solution, duplicates kept as SPARQL keeps them.

    focus      name of a relation with a column x of distinct ids, the values of $this; for an ASK also with a column v,
               the values of $value, and distinct pairs
    variables  what else has a value: PATH, currentShape, the parameters of a component
    returns    SELECT of x ($this), v (?value, an id or NULL), p (?path), vt (N-Triples text of a computed ?value) and
               said (the other variables that the messages of the query name, or all if it has none, as N-Triples text
               or as the digits of an id); for an ASK the rows for which the answer is false

    raises     Unsupported, SparqlSyntax
    """
    select, statement, this = _begun(query, dictionary, variables)
    if select.kind == "ask":
        given = Given(focus, {"this": this, "value": Node("v", placed=True)}, 2)
        sql = _denied(statement, select, given)
    elif hopeless(select.where, dictionary) and (select.group_by or not _total(select)):
        sql = NOTHING
    else:
        given = Given(focus, {"this": this}, 1)
        sql = _solutions(statement, select, given, _named(query))
    return Compiled(sql, tuple(sorted(statement.guards)))


def needed(query: Query, focus: str, dictionary: Dictionary, variables: Mapping[str, Term | Path]) -> str:
    """SELECT of one row if the triples that every solution of a query matches are there; without it there is none.

    query     a SELECT
    returns   an empty text for one that says something even of nothing, or that has no such triples"""
    select, statement, this = _begun(query, dictionary, variables)
    if _total(select) and not select.group_by:
        return ""
    found = [p for e in select.where.elements if isinstance(e, Triples) for p in e.patterns]
    single = tuple(p for p in found if not walks(p.predicate))  # a walk may start from what something else finds
    if not single:
        return ""
    group = Group((Triples(single),))
    block = Groups(statement, Selects(statement).relation).group(group, Given(focus, {"this": this}, 1))
    return statement.text(block.select({"one": "1"}, tail=" LIMIT 1"))


def _begun(
    query: Query, dictionary: Dictionary, variables: Mapping[str, Term | Path]
) -> tuple[Select, Statement, Node]:
    """A query with what is known put in, a statement for it, and $this."""
    paths = {n: v for n, v in variables.items() if not isinstance(v, Term)}
    constants = {n: Constant(t, dictionary.id(t)) for n, t in variables.items() if isinstance(t, Term)}
    select = substituted(parse(query.text, query.place), paths)
    return select, Statement(dictionary, constants), Node("x", placed=True)


def _total(select: Select) -> bool:
    """Whether a query sums up all there is, which it does of nothing too."""
    return any(isinstance(p, Aggregate) for e in expressions(select) for p in parts(Group((Filter(e),))))


def _named(query: Query) -> frozenset[str] | None:
    """The variables that messages speak of; None if the shape may have messages of its own."""
    if not query.messages:
        return None
    return frozenset(name for message in query.messages for name in PLACEHOLDER.findall(message.lexical))


def _denied(statement: Statement, select: Select, given: Given) -> str:
    """The pairs for which an ASK says no."""
    if select.group_by or select.having or select.values or select.sources:
        raise Unsupported("an ASK with more than a pattern")
    groups = Groups(statement, Selects(statement).relation)
    found = groups.group(select.where, given, frozenset(given.columns)).relation(given.columns, "match", distinct=True)
    pairs = '"this" = f.x AND m."value" = f.v'
    return statement.text(
        "SELECT f.x, f.v, NULL::INTEGER AS p, NULL::VARCHAR AS vt, MAP {}::MAP(VARCHAR, VARCHAR) AS said"
        f"\nFROM {given.relation} f ANTI JOIN {found.name} m ON m.{pairs}"
    )


def _solutions(statement: Statement, select: Select, given: Given, named: frozenset[str] | None) -> str:
    columns = selected(select)
    if "failure" in columns:
        raise Unsupported("?failure")
    selects = Selects(statement)
    block = selects.block(select, given)
    if "this" not in block.columns:  # the query says nothing of its focus node
        block.add(given.relation, "f")
        block.columns["this"] = Node("f.x", placed=True)
    kept = dict.fromkeys(("this", *columns))
    if select.distinct:
        block = block.relation(kept, "select", distinct=True).read()
    else:
        block.columns = {name: value for name, value in block.columns.items() if name in kept}
    said = [n for n in columns if n not in ("this", "value", "path") and (named is None or n in named)]
    return statement.text(block.select(_outputs(block, said)))


def _outputs(block: Block, said: list[str]) -> dict[str, str]:
    this, value = block.columns["this"], block.columns.get("value", Unbound())
    path = block.columns.get("path", Unbound())
    found = {"x": this.sql if isinstance(this, Node) else "NULL", "v": _id(value), "p": _id(path)}
    computed = not isinstance(value, Node) and found["v"].startswith("NULL") and not isinstance(value, Unbound)
    found["vt"] = ntriples(value) if computed else "NULL::VARCHAR"
    known = {**block.statement.constants, **block.columns}
    texts = [(name, ntriples(known[name])) for name in said if name in known]
    keys, values = ", ".join(quoted(n) for n, _ in texts), ", ".join(text for _, text in texts)
    found["said"] = f"MAP([{keys}]::VARCHAR[], [{values}]::VARCHAR[])" if texts else "MAP {}::MAP(VARCHAR, VARCHAR)"
    return found


def _id(value: Value) -> str:
    if isinstance(value, Node):
        return value.sql
    return str(value.id) if isinstance(value, Constant) and value.id > 0 else "NULL::INTEGER"
