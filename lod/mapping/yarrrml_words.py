"""The words of YARRRML: its keys by the place where they may stand, their short forms, and prefixes it knows.

Spec: YARRRML (w3id.org/yarrrml/spec) "Shortcuts" > "Keys"; RDFa Core Initial Context
(www.w3.org/2011/rdfa-context/rdfa-1.1)."""

from __future__ import annotations

SHORT = {  # key -> its other names
    "authors": "author a",
    "conditions": "condition c",
    "function": "fn f",
    "graphs": "graph g",
    "inversepredicates": "inversepredicate iv i",
    "mappings": "mapping m",
    "objects": "object o",
    "parameter": "pm",
    "parameters": "pms",
    "predicateobjects": "predicateobject po",
    "predicates": "predicate p",
    "sources": "source",
    "subjects": "subject s",
    "targets": "target t",
    "value": "v",
}
TERM = "value function parameters type targets"
LEVELS = {  # where -> the keys that may stand there
    "the document": "base prefixes authors external sources targets mappings",
    "a mapping": "sources subjects predicateobjects graphs conditions targets",
    "a subject": TERM,
    "a predicate": TERM,
    "a graph": TERM,
    "predicate and object": "predicates inversepredicates objects graphs conditions type datatype language targets",
    "an object": f"{TERM} datatype language mappings conditions inversepredicates",
    "a function": "function parameters type datatype language",
    "a parameter": "parameter value type from",
    "a source": """access type referenceFormulation iterator query queryFormulation credentials encoding delimiter
        contentType operationType security""",
    "credentials": "username password",
}
KEYS = {
    level: {name: key for key in words.split() for name in (key, *SHORT.get(key, "").split())}
    for level, words in LEVELS.items()
}
REFUSED = {  # key -> what it is for, and where the specification says so
    "targets": ("a target", "RML-IO section Logical Target; the output has one"),
    "contentType": ("the Web of Things as a source", "RML-IO section Source"),
    "operationType": ("the Web of Things as a source", "RML-IO section Source"),
    "security": ("the Web of Things as a source", "RML-IO section Source"),
}
FORMULATIONS = {"csv": "CSV", "jsonpath": "JSONPath", "xpath": "XPath"}
DATABASES = {
    "mysql": "mysql",
    "mariadb": "mysql",
    "postgresql": "postgresql",
    "sqlite": "sqlite",
}  # type -> JDBC's name
QUERIES = {"sql2008", "sql2011", "sql2016", *DATABASES}
TYPES = {"iri": "IRI", "literal": "Literal", "blank": "BlankNode", "blanknode": "BlankNode"}

W3, PURL, NS = "http://www.w3.org/", "http://purl.org/", "http://www.w3.org/ns/"
PREFIXES = {
    **{p: f"{NS}{p}#" for p in "csvw dcat dqv duv ldp oa odrl org prov rdfa".split()},
    **{"as": f"{NS}activitystreams#", "ma": f"{NS}ma-ont#", "rr": f"{NS}r2rml#", "jsonld": f"{NS}json-ld#"},
    **{"sd": f"{NS}sparql-service-description#", "sosa": f"{NS}sosa/", "ssn": f"{NS}ssn/", "time": f"{W3}2006/time#"},
    **{"rdf": f"{W3}1999/02/22-rdf-syntax-ns#", "rdfs": f"{W3}2000/01/rdf-schema#", "owl": f"{W3}2002/07/owl#"},
    **{"xsd": f"{W3}2001/XMLSchema#", "skos": f"{W3}2004/02/skos/core#", "skosxl": f"{W3}2008/05/skos-xl#"},
    **{"xhv": f"{W3}1999/xhtml/vocab#", "xml": f"{W3}XML/1998/namespace", "grddl": f"{W3}2003/g/data-view#"},
    **{"rif": f"{W3}2007/rif#", "wdr": f"{W3}2007/05/powder#", "wdrs": f"{W3}2007/05/powder-s#"},
    **{"ical": f"{W3}2002/12/cal/icaltzd#", "vcard": f"{W3}2006/vcard/ns#"},
    **{"dc": f"{PURL}dc/terms/", "dcterms": f"{PURL}dc/terms/", "dc11": f"{PURL}dc/elements/1.1/"},
    **{"gr": f"{PURL}goodrelations/v1#", "qb": f"{PURL}linked-data/cube#", "rev": f"{PURL}stuff/rev#"},
    **{"foaf": "http://xmlns.com/foaf/0.1/", "schema": "http://schema.org/", "og": "http://ogp.me/ns#"},
    **{"void": "http://rdfs.org/ns/void#", "sioc": "http://rdfs.org/sioc/ns#", "cc": "http://creativecommons.org/ns#"},
    **{"ctag": "http://commontag.org/ns#", "v": "http://rdf.data-vocabulary.org/#"},
}
SCHEMES = "http https urn mailto tel ftp file data info doi tag geo ark".split()  # not to be taken for a prefix
