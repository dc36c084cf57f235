"""cases/*.ttl -> small graphs, each with what the shapes must say of it.

A case is a block of Turtle under a line such as `## bad <shape> without <predicates> also <shapes> by <components> at
<nodes>`.  A block says only what it is about: what every claim or thing needs besides (passage, speaker, label and so
on) is added here, but for the predicates after `without`.  A bad block is reported by its shape and those after `also`,
and by no other.  Its shape reports each node after `at` once, or once by each component after `by`, and no other node;
without `at` it reports any node, any number of times.

All cases also stand side by side in one graph, as data do: every name of ours gets a mark of its case, but for what the
shapes and the lists of codes name.  The marks keep the order of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from lod.shapes.graphs import PreparingGraph, read_graph
from lod.shapes.model import Result
from lod.terms import Term, iri, ntriples
from lod.vocab import SH
from tests.shapes.graphs import Triple, triples_of

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "cases"
PH = Namespace("https://w3id.org/polhist/def#")
PHS = Namespace("https://w3id.org/polhist/shapes#")
C = Namespace("https://w3id.org/polhist/concept/")
ID = Namespace("https://w3id.org/polhist/id/")
SEMAPV = Namespace("https://w3id.org/semapv/vocab/")
SSSOM = Namespace("https://w3id.org/sssom/")
SHAPES = read_graph([ROOT / "ontology/shapes.ttl"])
CONCEPTS = read_graph([ROOT / "ontology/concepts.ttl"])
WORLD = (CASES / "world.ttl").read_text(encoding="utf-8")
PREFIXES = "".join(line for line in WORLD.splitlines(keepends=True) if line.startswith("@prefix"))
NAMESPACES = dict(re.findall(r"@prefix ([\w-]+): <(.+)> \.", PREFIXES))
HEAD = re.compile(
    r"^## (ok|bad) ([\w-]+)(?: without ([\w: -]+?))?(?: also ([\w -]+?))?(?: by ([\w ]+?))?(?: at (.+))?$", re.MULTILINE
)
CLAIMS = [
    PH[k]
    for k in (
        "Candidacy ElectionResult Membership Naming OrganizationChange Participation Relationship ValueStatement"
    ).split()
]
MATCHES = [SKOS.broadMatch, SKOS.closeMatch, SKOS.exactMatch, SKOS.narrowMatch, SKOS.relatedMatch]
THINGS = [PH[k] for k in "Election Event Office Organization Person Place SourceDocument Work".split()]
KEPT = frozenset(term.lexical for triple in triples_of(SHAPES + CONCEPTS) for term in triple if term.kind == "iri")


@dataclass(frozen=True)
class Case:
    """One block of a file of cases."""

    name: str
    right: bool
    shape: str
    without: frozenset[URIRef]
    also: frozenset[str]
    by: tuple[str, ...]  # components: MinCount, …; empty: any one
    at: tuple[str, ...]  # IRIs; empty: any
    turtle: str

    @property
    def reporting(self) -> frozenset[str]:
        """The shapes that report something of it."""
        return frozenset() if self.right else self.also | {self.shape}


def read_cases() -> list[Case]:
    found = []
    for file in sorted(CASES.glob("*.ttl")):
        pieces = HEAD.split(file.read_text(encoding="utf-8"))[1:]
        for n in range(0, len(pieces), 7):
            verdict, shape, without, also, by, at, turtle = pieces[n : n + 7]
            predicates = frozenset(URIRef(name) for name in _iris(without))
            lists = (predicates, frozenset((also or "").split()), tuple((by or "").split()), _iris(at))
            found.append(Case(f"{shape}-{verdict}-{n // 7 + 1}", verdict == "ok", shape, *lists, turtle))
    return found


def _iris(names: str | None) -> tuple[str, ...]:
    found = re.findall(r"<(.+?)>|([\w-]+):([\w-]+)", names or "")
    return tuple(full or NAMESPACES[prefix] + local for full, prefix, local in found)


ALL = read_cases()


def build(case: Case) -> PreparingGraph:
    """The world with the block, everything that it leaves out, and the concepts that it uses."""
    graph = PreparingGraph()
    graph.parse(data=WORLD + case.turtle, format="turtle")

    def need(kinds: list[URIRef], predicate: URIRef, *values: Node) -> None:
        for kind in kinds if predicate not in case.without else []:
            for thing in [t for t in graph.subjects(RDF.type, kind) if (t, predicate, None) not in graph]:
                for value in values:
                    graph.add((thing, predicate, value))

    need([PH.Candidacy], PH.election, ID["event/stock"])
    need([PH.ElectionResult], PH.resultOf, ID["statement/stock"])
    need([PH.Organization], PH.kind, C.party)
    if (None, PH.election, ID["event/stock"]) in graph or (None, PH.resultOf, ID["statement/stock"]) in graph:
        graph.add((ID["event/stock"], RDF.type, PH.Election))
        graph.add((ID["statement/stock"], RDF.type, PH.Candidacy))
        graph.add((ID["statement/stock"], PH.election, ID["event/stock"]))
    need([PH.Candidacy], PH.candidate, ID["person/speaker"])
    need([PH.ElectionResult], PH.measure, C.votes)
    need([PH.ElectionResult], PH.comparator, C.exact)
    need([PH.ElectionResult], RDF.value, Literal("1", datatype=URIRef(NAMESPACES["xsd"] + "decimal")))
    need([PH.Conflict], PH.conflictKind, C["date-conflict"])
    need([PH.Conflict], PH.involves, ID["person/speaker"])
    need([PH.Conflict], SKOS.note, Literal("Ours.", lang="en"))
    for thing in list(graph.subjects(PH.kind, C.party)):
        claim = URIRef(f"{thing}-kind".replace("/organization/", "/statement/"))
        graph.add((claim, RDF.type, PH.ValueStatement))
        graph.add((claim, RDF.subject, thing))
        graph.add((claim, RDF.object, C.party))
    need(CLAIMS, PH.statedIn, ID["passage/p-900-000010-000020"])
    need(CLAIMS, PH.attributedTo, ID["person/speaker"])
    need(CLAIMS, PH.concerns, ID["person/speaker"])
    need(CLAIMS, PH.basis, C.stated)
    need(CLAIMS, PH.certainty, C.high)
    need(CLAIMS, PH.rank, C.normal)
    need(THINGS, RDFS.label, Literal("A", lang="en"), Literal("A", lang="es"))
    need([SSSOM.Mapping], OWL.annotatedSource, ID["person/speaker"])
    need([SSSOM.Mapping], OWL.annotatedProperty, SKOS.exactMatch)
    need([SSSOM.Mapping], OWL.annotatedTarget, SSSOM.NoTermFound)
    need([SSSOM.Mapping], SSSOM.mapping_justification, SEMAPV.ManualMappingCuration)
    need([SSSOM.Mapping], SSSOM.confidence, Literal("0.5", datatype=XSD.double))
    need([SSSOM.Mapping], DCTERMS.created, Literal("2026-11-21", datatype=XSD.date))
    need([SSSOM.Mapping], SSSOM.author_label, Literal("somebody"))
    _add_links(graph, case)
    _add_concepts(graph)
    return graph


def _add_links(graph: Graph, case: Case) -> None:
    """What an item follows from: a link, and a decision for each link of a thing that has none."""
    for thing, item in list(graph.subject_objects(PH.wikidata)) if SKOS.exactMatch not in case.without else []:
        graph.add((thing, SKOS.exactMatch, item))
    decided = {*graph.objects(None, OWL.annotatedSource)}
    links = sorted(t for p in MATCHES for t in graph.triples((None, p, None)) if t[0] not in decided)
    for number, link in enumerate(links if OWL.annotatedSource not in case.without else []):
        for predicate, value in zip(
            (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget), link, strict=True
        ):
            graph.add((ID[f"decision/d{number}"], predicate, value))


def _add_concepts(graph: Graph) -> None:
    for used in {o for o in graph.objects() if (o, RDF.type, SKOS.Concept) in CONCEPTS}:
        for scheme in CONCEPTS.objects(used, SKOS.inScheme):
            graph.add((scheme, RDF.type, SKOS.ConceptScheme))
        for triple in CONCEPTS.triples((used, None, None)):
            graph.add(triple)


Said = tuple[str, str, str]  # severity, node as it is called in its case, component


@dataclass(frozen=True)
class Together:
    """All cases in one graph."""

    triples: tuple[Triple, ...]
    homes: Mapping[str, tuple[Case, str]]  # node as N-Triples text -> its case, and what it is called there

    def told(self, results: Iterable[Result]) -> dict[str, list[Said]]:
        """What results say of each case by name; of what belongs to none under the empty name."""
        found: dict[str, list[Said]] = {}
        for result in results:
            case, node = self.homes.get(result.focus, (None, result.focus))
            component = result.component.strip("<>").removeprefix(SH).removesuffix("ConstraintComponent")
            found.setdefault(case.name if case else "", []).append((result.severity, node, component))
        return found


def together(cases: Iterable[Case] = ALL) -> Together:
    triples: set[Triple] = set()
    homes: dict[str, tuple[Case, str]] = {}
    describing: dict[Term, list[Case]] = {}
    for number, case in enumerate(cases):
        graph = triples_of(build(case))
        marks = {t: _marked(t, number) for s, _, o in graph for t in (s, o) if _ours(t)}
        triples |= {(marks.get(s, s), p, marks.get(o, o)) for s, p, o in graph}
        homes |= {ntriples(new): (case, old.lexical) for old, new in marks.items()}
        for s in {s for s, _, _ in graph if s not in marks and (URIRef(s.lexical), None, None) not in CONCEPTS}:
            describing.setdefault(s, []).append(case)
    # what has no mark belongs to the case that describes it, if only one does
    homes |= {ntriples(s): (found[0], s.lexical) for s, found in describing.items() if len(found) == 1}
    return Together(tuple(triples), homes)


def _ours(term: Term) -> bool:
    """Whether a name is the case's own; a name that ends without a slug is one that no mark must mend."""
    if term.kind == "iri":
        last = term.lexical.rpartition("/")[2]
        return term.lexical.startswith((ID, C)) and term.lexical not in KEPT and last[:1] not in ("", "#")
    return term.kind == "bnode"


def _marked(term: Term, number: int) -> Term:
    if term.kind == "bnode":
        return Term("bnode", f"{term.lexical}m{number}")
    folder, _, name = term.lexical.rpartition("/")
    return iri(f"{folder}/k{number + 1000}-{name}")


def as_said(case: Case, shape: str, severity: str, said: Iterable[Said]) -> bool:
    """Whether a shape says of a case what the case says, no more and no less."""
    found = list(said)
    if shape not in case.reporting:
        return not found
    if not found or {s for s, _, _ in found} != {severity}:
        return False
    if shape != case.shape or not case.at:
        return True
    if case.by:
        return sorted((node, by) for _, node, by in found) == sorted((n, by) for n in case.at for by in case.by)
    return sorted(node for _, node, _ in found) == sorted(case.at)
