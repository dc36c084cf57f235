"""Read what SHACL says in SPARQL.  nodes of a shapes graph -> Query, and constraint components of one's own; pure.

A query gets the PREFIX lines of its sh:prefixes in front; its text is not looked into here.
Spec: SHACL (www.w3.org/TR/shacl) sections 5 and 6; SHACL Advanced Features section 2 for SPARQL-based targets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lod.errors import Place
from lod.shapes.components import fits, is_true
from lod.shapes.faults import IncompleteShape, PrefixClash
from lod.shapes.model import Constraint, Query, Target
from lod.shapes.nodes import Nodes, Statement
from lod.terms import NOT_IN_IRI, Term, ntriples
from lod.vocab import OWL, RDF_TYPE, SH, XSD, XSD_STRING

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
RESERVED = ("this", "shapesGraph", "currentShape", "path", "PATH", "value")
PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")  # what is certainly a prefix
LOCAL_NAME = re.compile(r"[^/#:]*$")
# what a variable of a query must not be looked for in, and the variables themselves
LEXEMES = re.compile(
    r'"""(?:(?:"|"")?(?:[^"\\]|\\.))*"""|\'\'\'(?:(?:\'|\'\')?(?:[^\'\\]|\\.))*\'\'\'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'|<[^<>\"{}|^`\\\s]*>|#[^\n]*|[?$](?P<name>\w+)",
    re.DOTALL,
)
ASKS = {"validator": "ask", "nodeValidator": "select", "propertyValidator": "select"}


@dataclass(frozen=True, slots=True)
class Component:
    """A constraint component of one's own."""

    id: Term
    place: Place
    required: tuple[tuple[str, Term], ...]  # (variable, parameter)
    optional: tuple[tuple[str, Term], ...]
    validators: tuple[tuple[str, Query], ...]  # word -> query: validator, nodeValidator, propertyValidator

    @property
    def parameters(self) -> tuple[tuple[str, Term], ...]:
        """All parameters: those it cannot do without first."""
        return self.required + self.optional

    def query(self, is_property: bool) -> Query | None:
        """The validator for property shapes or for node shapes."""
        found = dict(self.validators)
        return found.get("propertyValidator" if is_property else "nodeValidator") or found.get("validator")


def read_query(nodes: Nodes, node: Term, place: Place, kind: Literal["select", "ask"]) -> Query | None:
    """Read the one query of a node, with its prefixes and messages.

    place    of what refers to the node
    """
    text = nodes.one(node, kind)
    if text is None:
        said = {"what": nodes.name(node), "part": f"sh:{kind}", "expected": f"write the {kind.upper()} query there"}
        nodes.errors.append(IncompleteShape(place, **said))
        return None
    if text.o.datatype != XSD_STRING:
        nodes.wrong(text, "a plain string")
        return None
    query = text.o.lexical
    return Query(_prologue(nodes, node, query) + query, kind, text.place, node, read_messages(nodes, node))


def read_messages(nodes: Nodes, node: Term) -> tuple[Term, ...]:
    """The messages of a shape or of a node with a query."""
    found = nodes.all(node, "message")
    for statement in found:
        if not fits("message", statement.o):
            nodes.wrong(statement, 'a string, or a text with a language such as "…"@en')
    return tuple(s.o for s in found if fits("message", s.o))


def _prologue(nodes: Nodes, node: Term, query: str) -> str:
    """The PREFIX lines that sh:prefixes of a node asks for; those that are fine and that the query does not use are
    left out, since of dozens of queries they are most of what is to be read."""
    for statement in nodes.all(node, "prefixes"):
        if statement.o.kind == "literal":
            nodes.wrong(statement, "an IRI or [ … ] with sh:declare")
    ontologies = tuple(s.o for s in nodes.all(node, "prefixes"))
    if ontologies not in nodes.namespaces:
        nodes.namespaces[ontologies] = _namespaces(nodes, ontologies)
    return "".join(
        f"PREFIX {prefix}: <{namespace}>\n"
        for prefix, namespace in nodes.namespaces[ontologies].items()
        if f"{prefix}:" in query or not PLAIN.fullmatch(prefix) or NOT_IN_IRI.search(namespace)
    )


def _namespaces(nodes: Nodes, ontologies: Sequence[Term]) -> dict[str, str]:
    """The namespaces that nodes declare, by prefix, through owl:imports as far as this graph has them."""
    waiting, seen = list(ontologies), set[Term]()
    names: dict[str, str] = {}
    while waiting:
        ontology = waiting.pop(0)
        if ontology in seen:
            continue
        seen.add(ontology)
        for declaration in nodes.all(ontology, "declare"):
            prefix, namespace = _declared(nodes, declaration)
            if names.setdefault(prefix, namespace) != namespace:
                said = {"prefix": prefix, "one": f"<{names[prefix]}>", "other": f"<{namespace}>"}
                nodes.errors.append(PrefixClash(declaration.place, **said))
        waiting += [s.o for s in nodes.about.get(ontology, []) if s.p.lexical == OWL + "imports"]
    return dict(sorted(names.items()))


def _declared(nodes: Nodes, declaration: Statement) -> tuple[str, str]:
    """Prefix and namespace of a declaration."""
    found = []
    for word, datatype, example in (("prefix", XSD_STRING, '"ex"'), ("namespace", XSD + "anyURI", '"…"^^xsd:anyURI')):
        statement = nodes.one(declaration.o, word)
        if statement is None:
            said = {"what": nodes.name(declaration.o), "part": f"sh:{word}", "expected": f"give it as {example}"}
            nodes.errors.append(IncompleteShape(declaration.place, **said))
        elif statement.o.datatype != datatype:
            nodes.wrong(statement, f"of the form {example}")
        found.append(statement.o.lexical if statement else "")
    return found[0], found[1]


def sparql_constraint(nodes: Nodes, statement: Statement) -> Constraint | None:
    """Read the constraint of a sh:sparql; None if it is deactivated or wrong."""
    if not fits("query", statement.o):
        nodes.wrong(statement, "an IRI or [ … ] with sh:select")
        return None
    query = read_query(nodes, statement.o, statement.place, "select")
    if query is None or is_true(read_flag(nodes, statement.o, "deactivated")):
        return None
    return Constraint(SH + "SPARQLConstraintComponent", query.place, query=query)


def read_flag(nodes: Nodes, node: Term, word: str) -> Statement | None:
    """The one value of a word that is true or false."""
    statement = nodes.one(node, word)
    if statement is not None and not (fits("boolean", statement.o) and statement.o.lexical in ("true", "false")):
        nodes.wrong(statement, "true or false")
        return None
    return statement


def sparql_target(nodes: Nodes, statement: Statement) -> Target | None:
    """Read a SPARQL-based target, or one of a target type that is declared in this graph."""
    node = statement.o
    types = [
        s.o for s in nodes.about.get(node, []) if s.p.lexical == RDF_TYPE and nodes.is_a(s.o, SH + "SPARQLTargetType")
    ]
    if nodes.all(node, "select") or not types:
        query = read_query(nodes, node, statement.place, "select")
        return None if query is None else Target("sparql", node, statement.place, query)
    query, values = read_query(nodes, types[0], statement.place, "select"), dict[str, Term]()
    for name, parameter, required in read_parameters(nodes, types[0]):
        given = [s for s in nodes.about.get(node, []) if s.p == parameter]
        if given:
            values[name] = given[0].o
        elif required:
            said = {"what": nodes.name(node), "part": nodes.name(parameter)}
            expected = f"{nodes.name(types[0])} cannot do without it"
            nodes.errors.append(IncompleteShape(statement.place, **said, expected=expected))
    if query is None:
        return None
    bound = Query(_bind(query.text, values), "select", query.place, query.source, query.messages)
    return Target("sparql", node, statement.place, bound)


def _bind(text: str, values: dict[str, Term]) -> str:
    """Put values into a query where its variables are."""

    def one(match: re.Match[str]) -> str:
        name = match.group("name")
        return ntriples(values[name]) if name in values else match.group()

    return LEXEMES.sub(one, text)


def read_parameters(nodes: Nodes, node: Term) -> list[tuple[str, Term, bool]]:
    """The parameters that a component or target type declares: (variable, predicate, whether it is required)."""
    found: list[tuple[str, Term, bool]] = []
    for statement in nodes.all(node, "parameter"):
        path = nodes.one(statement.o, "path")
        if path is None:
            said = {"what": nodes.name(statement.o), "part": "sh:path", "expected": "it is the IRI of the parameter"}
            nodes.errors.append(IncompleteShape(statement.place, **said))
            continue
        match = LOCAL_NAME.search(path.o.lexical)
        name = match.group() if match else ""
        if path.o.kind != "iri" or not VARIABLE.fullmatch(name) or name in RESERVED:
            taken = ", ".join(RESERVED)
            nodes.wrong(path, f"an IRI that ends with the name of a variable, none of {taken}")
        elif name in [other for other, _, _ in found]:
            nodes.wrong(path, f"an IRI with an ending of its own: another parameter is ${name} already")
        else:
            found.append((name, path.o, not is_true(read_flag(nodes, statement.o, "optional"))))
    return found


def read_components(nodes: Nodes) -> tuple[Component, ...]:
    """Read the constraint components that the graph declares; those of SHACL itself are left aside."""
    declared = [n for n in nodes.about if nodes.is_a(n, SH + "ConstraintComponent") and not n.lexical.startswith(SH)]
    return tuple(_component(nodes, node) for node in declared)


def _component(nodes: Nodes, node: Term) -> Component:
    parameters = read_parameters(nodes, node)
    place, what = nodes.place(node), nodes.name(node)
    if not any(required for _, _, required in parameters) and not nodes.errors:
        expected = "without one the component would hold for no shape"
        nodes.errors.append(
            IncompleteShape(place, what=what, part="a sh:parameter that is not optional", expected=expected)
        )
    validators: list[tuple[str, Query]] = []
    for word, kind in ASKS.items():
        statement = nodes.one(node, word)
        if statement is None:
            continue
        query = read_query(nodes, statement.o, statement.place, "ask" if kind == "ask" else "select")
        validators += [(word, query)] if query else []
    required = tuple((name, p) for name, p, needed in parameters if needed)
    return Component(
        node, place, required, tuple((n, p) for n, p, needed in parameters if not needed), tuple(validators)
    )


def of_components(nodes: Nodes, components: tuple[Component, ...], statement: Statement) -> list[Constraint]:
    """The constraints of components of one's own that a statement of a shape makes.

    A component with one parameter holds for each of its values; one with several holds at its first parameter."""
    found: list[Constraint] = []
    for component in components:
        if statement.p not in [p for _, p in component.required]:
            continue
        given = {name: [s for s in nodes.about[statement.s] if s.p == p] for name, p in component.parameters}
        if not all(given[name] for name, _ in component.required):
            continue
        single = len(component.parameters) == 1
        if not single and not _once(nodes, [given[n] for n, _ in component.required], list(given.values()), statement):
            continue
        arguments = {name: values[0].o for name, values in given.items() if values}
        if single:
            arguments = {component.required[0][0]: statement.o}
        found += _validated(nodes, component, statement, tuple(arguments.items()))
    return found


def _once(nodes: Nodes, required: list[list[Statement]], given: list[list[Statement]], statement: Statement) -> bool:
    """Whether this is the first statement with a required parameter; a second value of a parameter is a mistake."""
    if statement is not min((values[0] for values in required), key=nodes.about[statement.s].index):
        return False
    extra = [values[1] for values in given if len(values) > 1]
    for second in extra:
        nodes.wrong(second, "the only one: a component with several parameters takes one value of each")
    return not extra


def _validated(
    nodes: Nodes, component: Component, statement: Statement, arguments: tuple[tuple[str, Term], ...]
) -> list[Constraint]:
    is_property = bool(nodes.all(statement.s, "path"))
    query = component.query(is_property)
    if query is None:
        part = "a sh:validator" + (" or sh:propertyValidator" if is_property else " or sh:nodeValidator")
        said = {"what": nodes.name(component.id), "part": part}
        nodes.errors.append(IncompleteShape(component.place, **said, expected=f"{nodes.name(statement.s)} uses it"))
        return []
    return [Constraint(component.id.lexical, statement.place, query=query, arguments=arguments)]
