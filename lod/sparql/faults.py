"""What can be wrong with a SPARQL query inside a shape.  Errors only.

A query has its own lines: `line` and `column` count inside its text, the place is that of the text in its file."""

from __future__ import annotations

from lod.errors import LodError


class SparqlSyntax(LodError):
    code, template = "V970", "line {line}, column {column} of this query is not SPARQL 1.1: {message}"
    hint = "a constraint is a SELECT, a validator a SELECT or an ASK"


class ForbiddenClause(LodError):
    code, template = "V971", "line {line}, column {column} of this query holds {clause}, which SHACL rules out"
    hint = "{instead}"


class Reassigned(LodError):
    code, template = "V972", "line {line}, column {column} of this query assigns {variable}, which has a value already"
    hint = "give the result another name"


class HiddenVariable(LodError):
    code, template = "V973", "the subquery at line {line}, column {column} does not return {variables}"
    hint = "a subquery selects every variable that has a value already, or it would mean another one inside"


class NotForShapes(LodError):
    """A query that SPARQL allows and a shape cannot ask."""

    code, template, hint = "V974", "{what}", "{right}"
