"""A flat dataset: one table of people, five properties each, packed dumps.  rows + folder -> files.

python -m tests.bench.flat ROWS FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

CONFIGURATION = """
[tool.lod]
name = "flat"
base = "https://data.example.org/"
title = { en = "Flat" }
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = { name = "Example", iri = "https://data.example.org/publisher" }
version = "0.1.0"
issued = "2026-01-01"
mappings = ["mappings/*.rml.ttl"]
ontology = ["ontology/terms.ttl"]
shapes = ["ontology/shapes.ttl"]
packing = "zstd"
memory = "2GB"
[tool.lod.prefixes]
ex = "http://example.com/"
person = "http://example.com/person/"
[tool.lod.dumps]
"flat.ttl" = ["flat"]
"""
ONTOLOGY = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix ex: <http://example.com/> .
<https://data.example.org/def> a owl:Ontology .
ex:name a owl:DatatypeProperty . ex:born a owl:DatatypeProperty . ex:amount a owl:DatatypeProperty .
ex:addr a owl:ObjectProperty . ex:org a owl:ObjectProperty .
"""
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://example.com/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://data.example.org/shapes#person> a sh:NodeShape ; sh:targetSubjectsOf ex:name ;
  sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:datatype xsd:string ] ,
    [ sh:path ex:born ; sh:datatype xsd:date ; sh:maxCount 1 ] , [ sh:path ex:amount ; sh:datatype xsd:decimal ] ,
    [ sh:path ex:org ; sh:nodeKind sh:IRI ; sh:minCount 1 ] .
"""
MAPPING = """
@prefix rml: <http://w3id.org/rml/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <http://example.com/> .
ex:rows a rml:TriplesMap ;
  rml:logicalSource [ rml:source "mappings/facts/people.csv" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "http://example.com/person/{id}" ] ;
  rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "name" ] ] ,
    [ rml:predicate ex:born ; rml:objectMap [ rml:reference "born" ; rml:datatype xsd:date ] ] ,
    [ rml:predicate ex:addr ; rml:objectMap [ rml:template "http://example.com/address/{addr}" ] ] ,
    [ rml:predicate ex:amount ; rml:objectMap [ rml:reference "amount" ; rml:datatype xsd:decimal ] ] ,
    [ rml:predicate ex:org ; rml:objectMap [ rml:template "http://example.com/org/{org}" ] ] .
"""
TABLE = Path("mappings/facts/people.csv")


def write(rows: int, folder: Path) -> None:
    """Write the dataset; the same numbers give the same rows."""
    files = {
        "pyproject.toml": CONFIGURATION,
        "ontology/terms.ttl": ONTOLOGY,
        "ontology/shapes.ttl": SHAPES,
        "mappings/flat.rml.ttl": MAPPING,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / TABLE).parent.mkdir(exist_ok=True)
    with (folder / TABLE).open("w", encoding="utf-8", newline="\n") as out:
        out.write("id,name,born,addr,amount,org\n")
        out.writelines(f"{row(n)}\n" for n in range(rows))


def row(number: int) -> str:
    """One row of the table."""
    mixed = number * 2_654_435_761 % 4_294_967_296  # as good as random
    day = f"{1850 + mixed % 150}-{mixed // 150 % 12 + 1:02}-{mixed // 1800 % 28 + 1:02}"
    amount = f"{mixed % 100_000}.{mixed // 100_000 % 90 + 10:02}"
    amount = amount.rstrip("0")
    return f"{number},Name {mixed} of {number},{day},{mixed % 250_000},{amount},{mixed % 5_000}"


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
