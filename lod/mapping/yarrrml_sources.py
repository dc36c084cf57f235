"""Write the sources of YARRRML as logical sources of RML.  YAML nodes -> triples; pure.

Read first: yarrrml_texts.py.  Spec: YARRRML (w3id.org/yarrrml/spec) "Data sources"; RML-IO (w3id.org/rml/io/spec)
"Source"; CSV on the Web for delimiters; D2RQ (d2rq.org) for databases."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lod.errors import Place, did_you_mean
from lod.mapping.yaml_nodes import Items, Keys, Node, Nothing, Text
from lod.mapping.yarrrml_specs import Specs
from lod.mapping.yarrrml_words import DATABASES, FORMULATIONS, QUERIES
from lod.terms import Term, iri, literal
from lod.vocab import RDF_TYPE, RML

CSVW, D2RQ = "http://www.w3.org/ns/csvw#", "http://www.wiwiss.fu-berlin.de/suhl/bizer/D2RQ/0.1#"
FAR = re.compile("[a-z]+://")


@dataclass(slots=True)
class Sources(Specs):
    """Writes logical sources."""

    sources: dict[str, Term] = field(default_factory=dict)  # those with a name

    def referred(self, node: Node) -> Term | None:
        """A source of a mapping: the name of one, or one described in place."""
        if isinstance(node, Text) and node.text in self.sources:
            return self.sources[node.text]
        if isinstance(node, Text) and "~" not in node.text:
            near = did_you_mean(node.text, self.sources) if self.sources else "write [[file.csv~csv]]"
            self.wrong(node.place, f'there is no source "{node.text}"', near)
            return None
        return self.source(node)

    def source(self, node: Node) -> Term:
        """Write one logical source; returns its node."""
        keys: dict[str, Text] = {}
        if isinstance(node, Keys):
            found = self.keys(node, "a source")
            login = found.pop("credentials", None)
            found |= self.keys(login, "credentials") if login else {}
            keys = {name: text for name, value in found.items() if (text := self.text(value, f"the {name}"))}
        else:
            keys = self.short(node)
        access, kind, query = keys.get("access"), keys.get("type"), keys.get("query")
        source = self.fresh()
        is_far = access is not None and bool(FAR.match(access.text)) and kind is None
        if kind and kind.text not in ("localfile", *DATABASES):
            self.refuse(kind.place, f"a source of the type {kind.text}", f"localfile, {', '.join(DATABASES)}")
        elif is_far and access:
            self.refuse(access.place, "a source on the network", "RML-IO section Source; fetch the file first")
        elif query or (kind and kind.text in DATABASES):
            self.database(source, keys, node.place)
        elif access is None:
            self.wrong(node.place, "the source has no file", "write access: file.csv, or [file.csv~csv]")
        else:
            self.file_source(source, access, keys)
        return source

    def short(self, node: Node) -> dict[str, Text]:
        """The short form: [file~formulation, iterator], or file~formulation alone."""
        items = node.items if isinstance(node, Items) else (node,)
        texts = [t for item in items if not isinstance(item, Nothing) and (t := self.text(item, "a part of a source"))]
        if not texts or len(texts) > 2:
            self.wrong(node.place, "this is no source", "write [file.json~jsonpath, $.items[*]]")
            return {}
        access, _, formulation = texts[0].text.rpartition("~")
        keys = {"access": Text(access or formulation, texts[0].place)}
        keys |= {"referenceFormulation": Text(formulation, texts[0].place)} if access else {}
        return keys | ({"iterator": texts[1]} if len(texts) == 2 else {})

    def file_source(self, source: Term, access: Text, keys: dict[str, Text]) -> None:
        """A file; its path is relative to the mapping."""
        node, formulation = self.fresh(), keys.get("referenceFormulation")
        self.add(source, "source", node, access.place)
        self.add(node, RDF_TYPE, iri(RML + "RelativePathSource"), access.place)
        self.add(node, "root", iri(RML + "MappingDirectory"), access.place)
        self.add(node, "path", literal(access.text), access.place)
        if "encoding" in keys:
            self.add(node, "encoding", iri(RML + keys["encoding"].text.upper()), keys["encoding"].place)
        if "delimiter" in keys:
            dialect, place = self.fresh(), keys["delimiter"].place
            self.add(node, CSVW + "dialect", dialect, place)
            self.add(dialect, CSVW + "delimiter", literal(keys["delimiter"].text), place)
        if formulation is None:
            expected = f"write {access.text}~csv, or referenceFormulation: csv"
            self.wrong(access.place, "the source does not say how it is read", expected)
        elif formulation.text not in FORMULATIONS:
            near = did_you_mean(formulation.text, FORMULATIONS)
            self.wrong(formulation.place, f'there is no reference formulation "{formulation.text}"', near)
        else:
            known = iri(RML + FORMULATIONS[formulation.text])
            self.add(source, "referenceFormulation", known, formulation.place)
        self.iterator(source, keys.get("iterator"))

    def iterator(self, source: Term, text: Text | None) -> None:
        if text is not None:
            self.add(source, "iterator", literal(text.text), text.place)

    def database(self, source: Term, keys: dict[str, Text], place: Place) -> None:
        """A query of a database; without an access the database is named on the command line."""
        query, access, language = keys.get("query"), keys.get("access"), keys.get("queryFormulation")
        if query is None:
            self.wrong(place, "the source has no query", "write query: SELECT …")
            return
        if language and language.text not in QUERIES:
            self.refuse(language.place, f"the query formulation {language.text}", "RML-IO registry, rml:SQL2008Query")
        self.add(source, "referenceFormulation", iri(RML + "SQL2008Query"), query.place)
        self.iterator(source, query)
        if access is not None and "type" in keys:
            node, system = self.fresh(), DATABASES[keys["type"].text]
            where = access.text if system == "sqlite" else f"//{FAR.sub('', access.text)}"
            address = access.text if access.text.startswith("jdbc:") else f"jdbc:{system}:{where}"
            self.add(source, "source", node, access.place)
            self.add(node, RDF_TYPE, iri(D2RQ + "Database"), access.place)
            self.add(node, D2RQ + "jdbcDSN", literal(address), access.place)
            for name in ("username", "password"):
                if name in keys:
                    self.add(node, D2RQ + name, literal(keys[name].text), keys[name].place)
