"""Write a query as SPARQL again.  Select -> text; what the tests compare with other engines."""

from __future__ import annotations

from lod.sparql.model import (
    Aggregate,
    Alternative,
    Bind,
    Call,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    InGraph,
    Inverse,
    Link,
    Minus,
    Negated,
    Optional,
    Path,
    Pattern,
    Projection,
    Repeat,
    Select,
    Sequence,
    Service,
    Triples,
    Union,
    Values,
    Variable,
)
from lod.terms import Term, literal


def query_text(query: Select) -> str:
    """A whole query."""
    parts = ["ASK" if query.kind == "ask" else "SELECT"]
    parts += ["DISTINCT"] * query.distinct + ["REDUCED"] * query.reduced
    if query.kind == "select":
        parts += [_column(c) for c in query.columns] or ["*"]
    parts += [f"FROM {'NAMED ' * named}<{iri}>" for iri, named in query.sources]
    parts.append("WHERE " + element_text(query.where))
    if query.group_by:
        parts += ["GROUP BY", *(_column(c) for c in query.group_by)]
    if query.having:
        parts += ["HAVING", *(f"({expression_text(e)})" for e in query.having)]
    if query.order_by:
        parts += ["ORDER BY", *(f"DESC({expression_text(e)})" if down else _key(e) for e, down in query.order_by)]
    parts += [f"LIMIT {query.limit}"] * (query.limit is not None) + [f"OFFSET {query.offset}"] * bool(query.offset)
    return " ".join([*parts, *([element_text(query.values)] if query.values else [])])


def _key(expression: Expression) -> str:
    return node_text(expression) if isinstance(expression, Variable) else f"({expression_text(expression)})"


def _column(column: Projection) -> str:
    name = node_text(column.variable) if column.variable else ""
    if not column.expression:
        return name
    return f"({expression_text(column.expression)}{f' AS {name}' if name else ''})"


def element_text(element: Element) -> str:
    match element:
        case Triples(patterns):
            return " . ".join(map(_pattern, patterns)) + " ."
        case Group(elements):
            return "{ " + " ".join(element_text(e) for e in elements) + " }"
        case Filter(condition):
            return f"FILTER ({expression_text(condition)})"
        case Optional(group):
            return f"OPTIONAL {element_text(group)}"
        case Minus(group):
            return f"MINUS {element_text(group)}"
        case Union(groups):
            return " UNION ".join(map(element_text, groups))
        case InGraph(name, group):
            return f"GRAPH {node_text(name)} {element_text(group)}"
        case Service(name, group, silent):
            return f"SERVICE {'SILENT ' * silent}{node_text(name)} {element_text(group)}"
        case Bind(expression, variable):
            return f"BIND ({expression_text(expression)} AS {node_text(variable)})"
        case Values(variables, rows):
            return _values(variables, rows)
        case Select():
            return "{ " + query_text(element) + " }"


def _values(variables: tuple[Variable, ...], rows: tuple[tuple[Term | None, ...], ...]) -> str:
    listed = [f"({' '.join('UNDEF' if t is None else node_text(t) for t in row)})" for row in rows]
    return f"VALUES ({' '.join(map(node_text, variables))}) {{ {' '.join(listed)} }}"


def _pattern(pattern: Pattern) -> str:
    predicate = pattern.predicate
    verb = node_text(predicate) if isinstance(predicate, Variable) else path_text(predicate)
    return f"{node_text(pattern.subject)} {verb} {node_text(pattern.object)}"


def node_text(node: Variable | Term) -> str:
    if isinstance(node, Term):
        return str(node)
    return "_:b" + "".join(c for c in node.name if c.isalnum()) if node.blank else f"?{node.name}"


def path_text(path: Path) -> str:
    match path:
        case Link(predicate):
            return f"<{predicate}>"
        case Inverse(inner):
            return f"^({path_text(inner)})" if not isinstance(inner, Link) else f"^{path_text(inner)}"
        case Sequence(parts):
            return "/".join(_part(part) for part in parts)
        case Alternative(parts):
            return "|".join(_part(part) for part in parts)
        case Repeat(inner, mark):
            return _part(inner) + mark
        case Negated(forward, backward):
            return "!(" + "|".join([*(f"<{i}>" for i in forward), *(f"^<{i}>" for i in backward)]) + ")"


def _part(path: Path) -> str:
    return path_text(path) if isinstance(path, Link | Negated) else f"({path_text(path)})"


def expression_text(expression: Expression) -> str:
    match expression:
        case Variable() | Term():
            return node_text(expression)
        case Exists(group, negated):
            return f"{'NOT ' * negated}EXISTS {element_text(group)}"
        case Aggregate(name, argument, distinct, separator):
            inside = "DISTINCT " * distinct + ("*" if argument is None else expression_text(argument))
            inside += f" ; SEPARATOR={literal(separator)}" if name == "GROUP_CONCAT" else ""
            return f"{name}({inside})"
        case Call("&&" | "||" as name, (left, right)):
            first = expression_text(left)
            if isinstance(left, Call) and left.name == name:
                first = first[1:-1]  # of one level, as it was read
            return f"({first} {name} {expression_text(right)})"
        case Call(name, arguments):
            return _call(name, [expression_text(a) for a in arguments])


def _call(name: str, arguments: list[str]) -> str:
    if name == "!":
        return f"(!{arguments[0]})"
    if name.startswith("unary"):
        return f"({name[-1]} ({arguments[0]}))"
    if name in ("IN", "NOT IN"):
        return f"({arguments[0]} {name} ({', '.join(arguments[1:])}))"
    if (not name[0].isalpha() and name[0] != "<") or name in ("<", "<="):
        return f"({arguments[0]} {name} {arguments[1]})"
    return f"{name}({', '.join(arguments)})"
