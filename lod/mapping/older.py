"""Say R2RML and older RML in the words of today's RML.  Document -> Document, every triple with its place; pure.

One parser reads all of them afterwards.  Words that have no meaning there are told, never left out in silence.
Spec: R2RML (www.w3.org/TR/r2rml), RML of 2014 (rml.io/specs/rml), FNML (rml.io/specs/fnml); RML-Core, RML-IO and
RML-FNML, each in its section on backwards compatibility."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lod.errors import IncompleteMap, LodError, NotSupported, Place, UnknownTerm, did_you_mean
from lod.terms import Term, iri, literal
from lod.turtle import Document, Triple
from lod.vocab import RDF_TYPE, RML

RR = "http://www.w3.org/ns/r2rml#"
OLD = "http://semweb.mmlab.be/ns/rml#"
QL = "http://semweb.mmlab.be/ns/ql#"
FNML = "http://semweb.mmlab.be/ns/fnml#"
FNO = ("https://w3id.org/function/ontology#", "http://w3id.org/function/ontology#")
LANGUAGES = {RR: ("rr", "R2RML"), OLD: ("rml", "older RML"), QL: ("ql", "older RML"), FNML: ("fnml", "older RML")}

SAME = {  # namespace -> words that today's RML took over
    RR: """TriplesMap SubjectMap PredicateMap ObjectMap GraphMap RefObjectMap TermMap Join PredicateObjectMap IRI
        BlankNode Literal child class constant datatype defaultGraph graph graphMap joinCondition language object
        objectMap parent parentTriplesMap predicate predicateMap predicateObjectMap subject subjectMap template
        termType""",
    OLD: """TriplesMap LogicalSource logicalSource source iterator reference referenceFormulation languageMap
        LanguageMap datatypeMap DatatypeMap""",
    QL: "CSV JSONPath XPath",
    FNML: "input Input function functionMap FunctionMap parameter parameterMap ParameterMap return returnMap ReturnMap",
}
OTHER = {  # old word -> new word
    RR + "LogicalTable": "LogicalSource",
    RR + "logicalTable": "logicalSource",
    RR + "column": "reference",
    RR + "tableName": "iterator",
    RR + "sqlQuery": "iterator",
    OLD + "BaseSource": "LogicalSource",
    OLD + "query": "iterator",
    FNML + "functionValue": "functionExecution",
    FNML + "execution": "functionExecution",
    FNML + "Execution": "FunctionExecution",
    FNML + "value": "inputValue",
    FNML + "valueMap": "inputValueMap",
}
SQL = {RR + "SQL2008", *(QL + word for word in ("RDB", "SQL", "SQL2008", "SQL2011", "SQL2016"))}
WORDS = {space + word: word for space, words in SAME.items() for word in words.split()}
WORDS |= OTHER | dict.fromkeys(SQL, "SQL2008Query")
IDLE = {  # words that change no triple
    *(RR + word for word in ("inverseExpression", "sqlVersion", "R2RMLView", "BaseTableOrView")),
    *(OLD + "ReferenceFormulation", FNML + "FunctionTermMap"),
}
IO, LISTS = "RML-IO section Source", "RML-IO registry, reference formulations rml:CSV, rml:JSONPath, rml:XPath"
LOST = {  # old word -> where today's specification speaks of what it meant
    **{QL + word: LISTS for word in ("CSS3", "XQuery", "SPARQL", "Spreadsheet", "GraphQL", "RDF", "Wikitext")},
    OLD + "logicalTarget": "RML-IO section Logical Target",
    OLD + "parentTermMap": "RML-Core section Join Conditions: a join compares two values",
    OLD + "starMap": "RML-star",
    OLD + "StarMap": "RML-star",
}
QUERIES = {RR + "tableName", RR + "sqlQuery", OLD + "query"}
VALUES = {RML + "termType", RML + "referenceFormulation", RML + "graph", RDF_TYPE}  # what they give is vocabulary too
QUOTED = re.compile(r'"((?:[^"]|"")+)"')  # an SQL identifier
PARTS = re.compile(r'"(?:[^"]|"")+"|[^".]+')
IN_TEMPLATE = re.compile(r'\{"((?:[^"{}\\]|""|\\.)+)"\}')


def current(document: Document, errors: list[LodError]) -> Document:
    """Rewrite a document of R2RML or older RML into the vocabulary of today.

    errors   where words are noted that do not exist (M102), have no meaning any more (M112), or lack a part (M103)
    returns  the document itself if it uses no older word
    """
    triples = tuple(_Writer(document, errors).triples())
    return document if triples == document.triples else replace(document, triples=triples)


@dataclass(slots=True)
class _Writer:
    """Writes one document anew, triple by triple."""

    document: Document
    errors: list[LodError]
    about: dict[Term, dict[str, list[Triple]]] = field(init=False)
    is_r2rml: bool = field(init=False)  # names of columns are SQL identifiers
    graphs: set[Term] = field(init=False)  # nodes that are graph maps
    calls: set[Term] = field(init=False)  # nodes that describe a function in the manner of a triples map
    made: int = 0

    def __post_init__(self) -> None:
        self.about = defaultdict(lambda: defaultdict(list))
        for t in self.document.triples:
            self.about[t.s][t.p.lexical].append(t)
        self.is_r2rml = bool(self._given(RR + "logicalTable"))
        self.graphs = self._given(RR + "graphMap")
        functions = self._given(FNML + "functionValue")
        self.calls = functions | {t.o for node in functions for t in self.about[node][RR + "predicateObjectMap"]}

    def _given(self, predicate: str) -> set[Term]:
        return {t.o for t in self.document.triples if t.p.lexical == predicate}

    def triples(self) -> Iterator[Triple]:
        described: set[Term] = set()
        for t in self.document.triples:
            predicate = self.word(t.p, t)
            if t.s in self.calls or predicate is None:
                continue
            if t.p.lexical == FNML + "functionValue":
                yield replace(t, p=predicate)
                yield from (c for c in self.call(t) if t.o not in described or c.s != t.o)
                described.add(t.o)
            else:
                yield from self.written(replace(t, p=predicate), t)

    def written(self, t: Triple, old: Triple) -> Iterator[Triple]:
        """One triple whose predicate is of today; its object, and what has to stand beside it."""
        word = t.p.lexical.removeprefix(RML)
        node = self.about[t.s]
        in_graph = word == "constant" and t.s in self.graphs and t.o.lexical == RR + "defaultGraph"
        if old.p.lexical in QUERIES:
            yield from self.from_database(t, old.p.lexical == RR + "tableName")
        elif word == "referenceFormulation" and node.keys() & QUERIES:
            if t.o.lexical not in {QL + "CSV", *SQL}:
                self.lost(old, "a query in another language than SQL", IO)
        elif old.p.lexical == OLD + "source" and t.o.kind == "literal":
            yield from self.from_file(t)
        elif t.p.lexical in VALUES or in_graph:
            value = self.word(t.o, old)
            if value is not None:
                yield replace(t, o=value)
        elif old.p.lexical == RR + "column" or (self.is_r2rml and old.p.lexical in (RR + "child", RR + "parent")):
            yield replace(t, o=literal(_bare(t.o.lexical)))
        elif self.is_r2rml and old.p.lexical == RR + "template":
            text = IN_TEMPLATE.sub(lambda m: "{" + m.group(1).replace('""', '"') + "}", t.o.lexical)
            yield replace(t, o=literal(text))
        else:
            yield t

    def from_database(self, t: Triple, is_table: bool) -> Iterator[Triple]:
        formulation = iri(RML + ("SQL2008Table" if is_table else "SQL2008Query"))
        yield replace(t, p=iri(RML + "referenceFormulation"), o=formulation)
        yield replace(t, o=literal(_table(t.o.lexical))) if is_table else t

    def from_file(self, t: Triple) -> Iterator[Triple]:
        """The path of a file, which the older RML reads from the folder of the mapping."""
        if re.match("(?:https?|ftp)://", t.o.lexical):
            self.lost(t, "a file on the web", IO)
            return
        node = self.fresh()
        yield replace(t, o=node)
        yield Triple(node, iri(RDF_TYPE), iri(RML + "RelativePathSource"), t.line, t.column)
        yield Triple(node, iri(RML + "root"), iri(RML + "MappingDirectory"), t.line, t.column)
        yield Triple(node, iri(RML + "path"), t.o, t.line, t.column)

    def call(self, t: Triple) -> Iterator[Triple]:
        """What fnml:functionValue describes: predicate-object maps for the function, its inputs and its result."""
        executes, returns = ({space + name for space in FNO} for name in ("executes", "returns"))
        before, has_function = len(self.errors), False
        for pom in self.about[t.o][RR + "predicateObjectMap"]:
            for predicate in self.constants(pom.o, "predicate"):
                is_function = predicate.o.lexical in executes
                if is_function or predicate.o.lexical in returns:
                    has_function = has_function or is_function
                    node, word = (t.o, "function") if is_function else (t.s, "return")
                    for c in self.constants(pom.o, "object"):
                        yield replace(c, s=node, p=iri(RML + word), o=iri(c.o.lexical))
                else:
                    for value in self.about[pom.o][RR + "object"] + self.about[pom.o][RR + "objectMap"]:
                        yield from self.input(t.o, predicate, value)
        if not has_function and len(self.errors) == before:
            hint = "add rr:predicateObjectMap [ rr:predicate fno:executes ; rr:object … ]"
            fault = IncompleteMap(self.place(t), what="fnml:functionValue", part="a function", expected=hint)
            self.errors.append(fault)

    def input(self, node: Term, predicate: Triple, value: Triple) -> Iterator[Triple]:
        one, inner = self.fresh(), value.o
        yield replace(value, s=node, p=iri(RML + "input"), o=one)
        yield replace(predicate, s=one, p=iri(RML + "parameter"))
        if value.p.lexical == RR + "object":
            inner = self.fresh()
            yield replace(value, s=inner, p=iri(RML + "constant"))
        yield replace(value, s=one, p=iri(RML + "inputValueMap"), o=inner)

    def constants(self, node: Term, role: str) -> list[Triple]:
        """The terms given by rr:role and by rr:roleMap [ rr:constant … ]."""
        maps = self.about[node][f"{RR}{role}Map"]
        return self.about[node][RR + role] + [c for m in maps for c in self.about[m.o][RR + "constant"]]

    def word(self, term: Term, t: Triple) -> Term | None:
        """The word of today for a word of an older vocabulary; None if there is nothing to say, or it is wrong."""
        space = next((s for s in LANGUAGES if term.kind == "iri" and term.lexical.startswith(s)), "")
        if not space:
            return term
        if term.lexical in WORDS:
            return iri(RML + WORDS[term.lexical])
        prefix, vocabulary = LANGUAGES[space]
        name = f"{prefix}:{term.lexical.removeprefix(space)}"
        if term.lexical in LOST:
            self.lost(t, name, LOST[term.lexical])
        elif term.lexical not in IDLE:
            known = {f"{prefix}:{w.removeprefix(space)}" for w in (*WORDS, *IDLE) if w.startswith(space)}
            near = did_you_mean(name, known)
            self.errors.append(UnknownTerm(self.place(t), term=name, vocabulary=vocabulary, suggestion=near))
        return None

    def lost(self, t: Triple, feature: str, section: str) -> None:
        self.errors.append(NotSupported(self.place(t), feature=feature, section=section))

    def place(self, t: Triple) -> Place:
        return Place(self.document.file, t.line, t.column)

    def fresh(self) -> Term:
        self.made += 1
        return Term("bnode", f"older{self.made}")  # labels of Turtle begin with b or n-


def _bare(name: str) -> str:
    """An SQL identifier without the quotes that let it hold any character."""
    quoted = QUOTED.fullmatch(name)
    return quoted.group(1).replace('""', '"') if quoted else name


def _table(name: str) -> str:
    """A table's name, maybe with schema, without quotes; as it is if a quoted part holds a dot."""
    parts = PARTS.findall(name)
    is_plain = ".".join(parts) == name and not any("." in part for part in parts)
    return ".".join(_bare(part) for part in parts) if is_plain else name
