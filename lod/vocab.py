"""The vocabularies the program itself speaks of.  No I/O."""

from __future__ import annotations

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SH = "http://www.w3.org/ns/shacl#"
RML = "http://w3id.org/rml/"
EDTF = "http://id.loc.gov/datatypes/edtf/"

RDF_TYPE = RDF + "type"
RDF_FIRST, RDF_REST, RDF_NIL = RDF + "first", RDF + "rest", RDF + "nil"
RDF_LANGSTRING = RDF + "langString"
XSD_STRING = XSD + "string"
EDTF_DATE = EDTF + "EDTF"
