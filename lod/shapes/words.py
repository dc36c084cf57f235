"""The words of SHACL: parameters and what they take, and everything else its namespace defines.  Constants.

Spec: SHACL (www.w3.org/TR/shacl) sections 2 to 6 and its Appendix "Summary of SHACL Syntax Rules"; SHACL Advanced
Features (www.w3.org/TR/shacl-af); SHACL JavaScript Extensions (www.w3.org/TR/shacl-js)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Takes = Literal[
    "term", "iri", "literal", "count", "boolean", "text", "kind", "shape", "shapes", "terms", "languages", "predicates",
    "query",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of SHACL Core, or sh:sparql."""

    word: str  # minCount
    takes: Takes
    component: str = ""  # MinCount; empty for a parameter that only goes with another
    repeats: bool = False  # several values are several constraints
    scope: Literal["any", "property"] = "any"
    partner: tuple[str, ...] = ()  # without one of these it has no effect


PARAMETERS = {
    p.word: p
    for p in (
        Parameter("class", "iri", "Class", repeats=True),
        Parameter("datatype", "iri", "Datatype"),
        Parameter("nodeKind", "kind", "NodeKind"),
        Parameter("minCount", "count", "MinCount", scope="property"),
        Parameter("maxCount", "count", "MaxCount", scope="property"),
        Parameter("minExclusive", "literal", "MinExclusive"),
        Parameter("minInclusive", "literal", "MinInclusive"),
        Parameter("maxExclusive", "literal", "MaxExclusive"),
        Parameter("maxInclusive", "literal", "MaxInclusive"),
        Parameter("minLength", "count", "MinLength"),
        Parameter("maxLength", "count", "MaxLength"),
        Parameter("pattern", "text", "Pattern"),
        Parameter("flags", "text", partner=("pattern",)),
        Parameter("languageIn", "languages", "LanguageIn"),
        Parameter("uniqueLang", "boolean", "UniqueLang", scope="property"),
        Parameter("equals", "iri", "Equals", repeats=True),
        Parameter("disjoint", "iri", "Disjoint", repeats=True),
        Parameter("lessThan", "iri", "LessThan", repeats=True, scope="property"),
        Parameter("lessThanOrEquals", "iri", "LessThanOrEquals", repeats=True, scope="property"),
        Parameter("not", "shape", "Not", repeats=True),
        Parameter("and", "shapes", "And", repeats=True),
        Parameter("or", "shapes", "Or", repeats=True),
        Parameter("xone", "shapes", "Xone", repeats=True),
        Parameter("node", "shape", "Node", repeats=True),
        Parameter("property", "shape", "Property", repeats=True),
        Parameter("qualifiedValueShape", "shape", partner=("qualifiedMinCount", "qualifiedMaxCount")),
        Parameter("qualifiedValueShapesDisjoint", "boolean", partner=("qualifiedValueShape",)),
        Parameter("qualifiedMinCount", "count", "QualifiedMinCount", partner=("qualifiedValueShape",)),
        Parameter("qualifiedMaxCount", "count", "QualifiedMaxCount", partner=("qualifiedValueShape",)),
        Parameter("closed", "boolean", "Closed"),
        Parameter("ignoredProperties", "predicates", partner=("closed",)),
        Parameter("hasValue", "term", "HasValue", repeats=True),
        Parameter("in", "terms", "In"),
        Parameter("sparql", "query", "SPARQL", repeats=True),
    )
}
SHAPE_TAKING = tuple(p.word for p in PARAMETERS.values() if p.takes == "shape")
LIST_TAKING = tuple(p.word for p in PARAMETERS.values() if p.takes == "shapes")
TARGETS = {
    "targetNode": "node",
    "targetClass": "class",
    "targetSubjectsOf": "subjects",
    "targetObjectsOf": "objects",
    "target": "sparql",
}
NODE_KINDS = ("BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
PATHS = ("alternativePath", "inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")

# Words whose constraint or target would silently not be checked, and where they are defined
NOT_EVALUATED = {
    "js": "SHACL JavaScript Extensions",
    "jsLibrary": "SHACL JavaScript Extensions",
    "jsFunctionName": "SHACL JavaScript Extensions",
    "JSConstraint": "SHACL JavaScript Extensions",
    "JSTarget": "SHACL JavaScript Extensions",
    "JSTargetType": "SHACL JavaScript Extensions",
    "JSValidator": "SHACL JavaScript Extensions",
    "expression": "SHACL Advanced Features, section Expression Constraints",
    "entailment": "SHACL section 1.5",
    "singleLine": "SHACL 1.2",
    "memberShape": "SHACL 1.2",
    "minListLength": "SHACL 1.2",
    "maxListLength": "SHACL 1.2",
    "uniqueMembers": "SHACL 1.2",
    "reifierShape": "SHACL 1.2",
    "reificationRequired": "SHACL 1.2",
    "rootClass": "SHACL 1.2",
    "someValue": "SHACL 1.2",
    "subsetOf": "SHACL 1.2",
    "nodeByExpression": "SHACL 1.2",
    "targetWhere": "SHACL 1.2",
    "ShapeClass": "SHACL 1.2",
}
# Words that add triples or functions; shapes are checked on the data as they are
NOT_INFERRED = ("rule", "values", "SPARQLFunction", "JSFunction")

# Every word of www.w3.org/ns/shacl, the names of parameters such as MinCountConstraintComponent-minCount aside
OTHERS = frozenset(
    """AbstractResult BlankNode BlankNodeOrIRI BlankNodeOrLiteral ConstraintComponent Function IRI IRIOrLiteral Info
    JSConstraint JSExecutable JSFunction JSLibrary JSRule JSTarget JSTargetType JSValidator Literal NodeKind NodeShape
    Parameter Parameterizable PrefixDeclaration PropertyGroup PropertyShape ResultAnnotation Rule SPARQLAskExecutable
    SPARQLAskValidator SPARQLConstraint SPARQLConstructExecutable SPARQLExecutable SPARQLFunction SPARQLRule
    SPARQLSelectExecutable SPARQLSelectValidator SPARQLTarget SPARQLTargetType SPARQLUpdateExecutable Severity Shape
    Target TargetType TripleRule ValidationReport ValidationResult Validator Violation Warning annotationProperty
    annotationValue annotationVarName ask condition conforms construct deactivated declare defaultValue description
    detail entailment expression filterShape focusNode group intersection js jsFunctionName jsLibrary jsLibraryURL
    labelTemplate message name namespace nodeValidator nodes object optional order parameter path predicate prefix
    prefixes propertyValidator result resultAnnotation resultMessage resultPath resultSeverity returnType rule select
    severity shapesGraph shapesGraphWellFormed sourceConstraint sourceConstraintComponent sourceShape subject
    suggestedShapesGraph this union update validator value values""".split()
)
COMPONENTS = frozenset(
    f"{name}ConstraintComponent"
    for name in (*(p.component for p in PARAMETERS.values() if p.component), "JS", "Expression")
)
WORDS = OTHERS | COMPONENTS | frozenset(PARAMETERS) | frozenset(TARGETS) | frozenset(PATHS)
