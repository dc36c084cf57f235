"""The words of RML this program knows, and those it knows of.  Document -> words it has to refuse; pure.

Spec: RML-Core (w3id.org/rml/core/spec), RML-IO, RML-FNML, RML-LV, and the modules named in LATER."""

from __future__ import annotations

from lod.errors import LodError, NotSupported, Place, UnknownTerm, did_you_mean
from lod.mapping.model import Safety
from lod.terms import Kind
from lod.turtle import Document
from lod.vocab import RML

WORDS = set(
    """TriplesMap LogicalSource SubjectMap PredicateMap ObjectMap GraphMap RefObjectMap TermMap ExpressionMap Join
    PredicateObjectMap LanguageMap DatatypeMap ChildMap ParentMap RelativePathSource Source CurrentWorkingDirectory
    MappingDirectory logicalSource subjectMap subject predicateObjectMap predicateMap predicate objectMap object
    graphMap graph defaultGraph class template reference constant termType IRI URI UnsafeIRI UnsafeURI BlankNode
    Literal language languageMap datatype datatypeMap parentTriplesMap joinCondition child parent childMap parentMap
    baseIRI source root path referenceFormulation iterator CSV JSONPath XPath SQL2008Query SQL2008Table FilePath
    compression none gzip zip zstd targz tarxz encoding null functionExecution FunctionExecution function functionMap
    FunctionMap input Input parameter parameterMap ParameterMap inputValue inputValueMap InputValueMap return
    AbstractLogicalSource Iterable ReferenceFormulation XPathReferenceFormulation namespace Namespace namespacePrefix
    namespaceURL LogicalView viewOn field fieldName Field ExpressionField IterableField leftJoin innerJoin
    LogicalViewJoin parentLogicalView structuralAnnotation StructuralAnnotation onFields targetView targetFields
    IriSafeAnnotation PrimaryKeyAnnotation UniqueAnnotation NotNullAnnotation ForeignKeyAnnotation InclusionAnnotation
    InclusionDependencyAnnotation""".split()
)
ENCODING = "UTF-"  # rml:UTF-8 and its like
LATER = {
    "logicalTarget": "RML-IO section Logical Target",
    "fullJoin": "RML-LV section 5.1, Join types: rml:leftJoin or rml:innerJoin",
    "outerJoin": "RML-LV section 5.1, Join types: rml:leftJoin or rml:innerJoin",
    "gather": "RML-CC",
    "gatherAs": "RML-CC",
    "strategy": "RML-CC",
    "quotedTriplesMap": "RML-star",
    "returnMap": "RML-FNML section Return Maps; each function here has one result",
}
TERM_TYPES: dict[str, tuple[Kind, Safety]] = {
    RML + "IRI": ("iri", "iri"),
    RML + "UnsafeIRI": ("iri", "none"),
    RML + "URI": ("iri", "uri"),
    RML + "UnsafeURI": ("iri", "none"),
    RML + "Literal": ("literal", "none"),
    RML + "BlankNode": ("bnode", "none"),
}
TEXT_OR_IRI = {True: RML + "Literal", False: RML + "IRI"}  # the default term type


def refused(document: Document) -> list[LodError]:
    """Words of the RML namespace that do not exist, or are of a module this program does not read (M102, M112)."""
    errors: list[LodError] = []
    for triple in document.triples:
        place = Place(document.file, triple.line, triple.column)
        for term in (triple.p, triple.o):
            word = term.lexical.removeprefix(RML)
            if term.kind != "iri" or not term.lexical.startswith(RML):
                continue
            if word in LATER:
                errors.append(NotSupported(place, feature=f"rml:{word}", section=LATER[word]))
            elif word not in WORDS and not word.startswith(ENCODING):
                near = did_you_mean(word, WORDS)
                errors.append(UnknownTerm(place, term=f"rml:{word}", vocabulary="RML", suggestion=near))
    return errors
