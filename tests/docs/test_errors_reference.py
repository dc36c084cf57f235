"""Every error code has one class and one section in the reference, and the message shown there is the one printed.

`PLANTED` is the proof: each entry plants a fault in a new dataset, and the program must answer with the example of the
section, word for word.  Faults of the machine cannot be planted so; their examples must fit the template of the class.
"""

from __future__ import annotations

import asyncio
import gzip
import importlib
import io
import json
import pkgutil
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from string import Formatter

import pyoxigraph
import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter

import lod
from lod import (
    build,
    checks,
    decisions,
    explain,
    gate,
    passages,
    proposing,
    query,
    reviewing,
    scaffold,
    store,
    trace,
    validate,
    workbench,
)
from lod import map as mapper
from lod.config_file import load
from lod.curation import admission
from lod.curation import app as curation
from lod.engines.cluster.model import Asked
from lod.errors import Failed, LodError, Place, raise_all
from lod.links import settings, wikibase
from lod.links.cache import Cache
from lod.links.etiquette import Pace
from lod.links.review import VERDICTS
from lod.links.settings import Settings
from lod.links.wikidata import Wikidata
from lod.rdf.load import load as load_rdf
from lod.reconciliation import book
from lod.reconciliation import read as reconciliation
from lod.reconciliation.model import Said
from lod.shapes import fallback, lint, oracle, parse
from lod.shapes.dictionary import Dictionary
from lod.site import oxigraph
from lod.site import write as site
from lod.sources import databases, documents, opening
from lod.sources.model import LogicalSource
from lod.terms import iri, literal
from lod.vocab import RDF_TYPE, RDFS, XSD
from lod.web import app, protocol, request, sparql
from lod.web.answers import METHODS
from lod.web.crew import Hello
from lod.web.documents import publication
from lod.web.launch import launch
from lod.web.lookup import Standing
from lod.web.model import Limits, Question, Scope, Source
from lod.web.protocol import refuse_method
from lod.web.triples import Stored
from tests.shapes.graphs import bench_of

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "errors.md"
SECTION = re.compile(r"^### ([A-Z]\d{3}): [^\n]*\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"^```text\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
FACTS, LINKS = "mappings/facts", "mappings/wikidata.sssom.tsv"
ENTITIES, STATEMENTS = "mappings/entities.rml.ttl", "mappings/statements.rml.ttl"
SHAPES = "ontology/shapes.ttl"
CLASHING = f"""s:prefixes sh:declare [ sh:prefix "h" ; sh:namespace "urn:a:"^^<{XSD}anyURI> ] ,
        [ sh:prefix "h" ; sh:namespace "urn:b:"^^<{XSD}anyURI> ] .
s:Named a sh:NodeShape ; sh:targetClass h:Person ;
    sh:sparql [ sh:prefixes s:prefixes ; sh:select "SELECT $this {{ $this h:name '' }}" ] ."""
BEST = "mappings/views/best_memberships.sql"
LETTERS = """@prefix rml: <http://w3id.org/rml/> .
<#Letter> rml:logicalSource [ rml:source [ rml:root rml:MappingDirectory ; rml:path "facts/letters.csv" ] ;
        rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [ rml:template "http://letters.example/{letter_id}" ] ;
    rml:predicateObjectMap [ rml:predicate <http://purl.org/dc/terms/subject> ;
        rml:objectMap [ rml:reference "about" ] ] .
"""
SUMMING = """[ sh:select "SELECT $this { $this <https://example.org/p> ?x } GROUP BY $this HAVING (SUM(?x) > 1)" ]"""
MARX = "m-marx-iwa,person/karl-marx,iwa,committee-member,1864-09-28,"


def asking(query: str) -> str:
    """A shape of links with a query."""
    return f's:Link a sh:NodeShape ; sh:sparql [ sh:select "{query}" ]'


def classes() -> Iterator[type[LodError]]:
    """Every error class of the package."""
    for module in pkgutil.walk_packages(lod.__path__, "lod."):
        importlib.import_module(module.name)
    waiting: list[type[LodError]] = [LodError]
    while waiting:
        found = waiting.pop().__subclasses__()
        waiting += found
        yield from found


CLASSES = {kind.code: kind for kind in classes()}
SECTIONS = dict[str, str](SECTION.findall(REFERENCE.read_text(encoding="utf-8")))


def example(code: str) -> str:
    (found,) = EXAMPLE.findall(SECTIONS[code])
    return str(found)


def work(root: Path) -> None:
    """All that a build does before it writes."""
    dataset = checks.read(load(root))
    checks.check(dataset)
    with workbench.create(None) as bench:
        build.fill(dataset, bench)
        gate.check(dataset, root / "sources")
        validate.built(dataset.config, bench)


def ask(query_text: str) -> Callable[[Path], None]:
    """Ask a store with nothing in it."""

    def run(root: Path) -> None:
        (root / "output").mkdir()
        (root / "empty.nq").touch()
        store.load(root / "empty.nq", root / "output" / "store")
        query.ask(load(root), query_text)

    return run


def ask_before_a_build(root: Path) -> None:
    query.ask(load(root), "ASK { ?s ?p ?o }")


def ask_by_name(root: Path) -> None:
    query.find(load(root), "member")


def trace_words(root: Path) -> None:
    trace.parse(["karl", "marx"], {}, "https://example.org/history/")


def explain_name(root: Path) -> None:
    list(explain.explain(checks.read(load(root)), "Persn"))


def fill_passages(root: Path) -> None:
    passages.fill(root / FACTS, FACTS, root / "sources")


def new_there(root: Path) -> None:
    scaffold.new(Path("mine"))


def load_file(name: str, data: bytes | None) -> Callable[[Path], None]:
    """Load one RDF file; no data: a folder of that name."""

    def run(root: Path) -> None:
        if data is None:
            Path(name).mkdir()
        else:
            Path(name).write_bytes(data)
        with workbench.create_for_files(root) as bench:
            load_rdf(bench, [Path(name)])

    return run


RML = """@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://example.org/> .
<#person> rml:subjectMap [ rml:template "http://example.org/{{{name}}}" ] ;
    rml:logicalSource [ rml:referenceFormulation rml:{kind} ; {more}
        rml:source [ rml:path "{file}" {source} ] ] ;
    rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ {value} ] ] .
"""
CALL = "rml:termType rml:Literal ; rml:functionExecution [ rml:function <{}> ; rml:input [ rml:parameter <{}> ; "
CALL += 'rml:inputValueMap [ rml:reference "name" ] ] ]'
FUNCTION = "https://w3id.org/polhist/function/"


def mapping_of(kind: str, file: str, **given: str) -> str:
    """A mapping of one source."""
    usual = {"name": "name", "more": "", "source": "", "value": 'rml:reference "name"'}
    return RML.format(kind=kind, file=file, **{**usual, **given})


JSON = mapping_of(
    "JSONPath", "people.json", more='rml:iterator "$[*]" ;', name="$.name", value='rml:reference "$.name"'
)
XML = mapping_of("XPath", "people.xml", more='rml:iterator "/p/q" ;')


def zipped(*names: str) -> bytes:
    """A zip file of empty files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in names:
            file.writestr(name, "")
    return packed.getvalue()


def map_alone(
    mapping: str, data: Mapping[str, bytes], name: str = "people.rml.ttl", output: str = "people.nq"
) -> Callable[[Path], None]:
    """Run a mapping without a dataset; here warnings stop too."""

    def run(root: Path) -> None:
        for file, content in {name: mapping.encode(), **data}.items():
            Path(file).write_bytes(content)
        mapper.run([Path(name)], Path(output), mapper.Asked(), lambda _: None, lambda warning: raise_all([warning]))

    return run


SAME_YEAR = mapping_of("CSV", "people.csv").replace(
    'rml:reference "name" ]',
    'rml:parentTriplesMap <#person> ; rml:joinCondition [ rml:child "year" ; rml:parent "year" ] ]',
)


def explode(root: Path) -> None:
    """Join four thousand people of one year with each other."""
    rows = "".join(f"{n},1931\n" for n in range(4000))
    map_alone(SAME_YEAR, {"people.csv": f"name,year\n{rows}".encode()})(root)


BROKEN = "CREATE TABLE parties (name TEXT); INSERT INTO parties VALUES (CAST(x'FF' AS TEXT))"
PARTIES = "CREATE TABLE parties (name TEXT); INSERT INTO parties VALUES ('Acme')"


def read_table(table: str, setup: str, address: str = "sqlite:facts.db", query: str = "") -> Callable[[Path], None]:
    """Map a table, or a query, of a database without a dataset."""
    what, kind = (query, "Query") if query else (table, "Table")
    rml = (
        RML.partition("<#")[0]
        + f"""<#p> rml:subjectMap [ rml:template "http://example.org/{{name}}" ] ;
    rml:logicalSource [ rml:referenceFormulation rml:SQL2008{kind} ; rml:iterator "{what}" ] ;
    rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "name" ] ] .
"""
    )

    def run(root: Path) -> None:
        if setup:
            with closing(sqlite3.connect("facts.db")) as made:
                made.executescript(setup)
        else:
            Path("facts.db").write_text("name\nAda\n")
        Path("parties.rml.ttl").write_text(rml, encoding="utf-8")
        asked = mapper.Asked(database=databases.database(address))
        mapper.run([Path("parties.rml.ttl")], root / "parties.nq", asked, lambda _: None)

    return run


def open_in_no_encoding(root: Path) -> None:
    Path("people.csv").touch()
    with opening.opened(Path("people.csv"), "people.csv", "", "utf8x"):
        pass


ROW = mapping_of("CSV", "people.csv").replace('rml:template "http://example.org/{name}"', "rml:termType rml:BlankNode")


def on_a_cluster(mapping: str) -> Callable[[Path], None]:
    """Run a mapping on a cluster that is never asked."""

    def run(root: Path) -> None:
        Path("people.rml.ttl").write_text(mapping, encoding="utf-8")
        mapper.run_on_cluster([Path("people.rml.ttl")], str(root / "out"), "http://e.org/", Asked(), lambda _: None)

    return run


def changed_meanwhile(root: Path) -> None:
    """Read a document that becomes another one on the way."""
    file = Path("people.json")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "KEPT", 0)
        file.write_text('[{"name": "Ada"}]')
        source = LogicalSource("people.json", "json", "", Place("people.rml.ttl"), iterator="$[*]")
        records = documents.read(source, file, ["$.name"], {})
        file.write_text('[{"name": "Emma"}]')
        list(records.batches)


def propose_from(*lines: str) -> Callable[[Path], None]:
    """Propose links, with a knowledge base of these lines or none."""

    def run(root: Path) -> None:
        (root / "items.tsv").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        proposing.run(load(root), [root / "items.tsv"] if lines else [], "2026-11-21", False, lambda *_: None)

    return run


def review_as(author: str) -> Callable[[Path], None]:
    def run(root: Path) -> None:
        reviewing.sit(load(root), author, "2026-11-21")

    return run


def decide_twice(root: Path) -> None:
    """Decide about what somebody decides meanwhile."""
    config = load(root)
    decided = decisions.read(config)
    open_ = replace(decided, links=())
    decisions.write(config.path(config.links), open_)
    decisions.write(decisions.place(config)[0], decided)
    sitting = reviewing.sit(config, "the editors", "2026-11-21")
    decisions.write(config.path(config.links), decided)
    sitting.decide("same")


def read_entity(root: Path) -> None:
    wikibase.entity({"id": "Q440", "labels": "Allende"}, "Q440")


def open_a_later_cache(root: Path) -> None:
    """A cache of a form that does not exist yet."""
    with closing(sqlite3.connect("wikidata.sqlite")) as made:
        made.execute("PRAGMA user_version = 2")
    Cache(Path("wikidata.sqlite")).items(["Q440"])


def go_online_as_nobody(root: Path) -> None:
    Wikidata(settings.of(load(root)))


class Canned(HTTPAdapter):
    """One answer to every request."""

    def __init__(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.status, self.body, self.headers = status, body, headers

    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> requests.Response:
        raw = urllib3.HTTPResponse(io.BytesIO(self.body), self.headers, self.status, preload_content=False)
        return self.build_response(request, raw)


def answered(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> Callable[[Path], None]:
    """Ask Wikidata for something, and get this answer."""

    def run(root: Path) -> None:
        client = Wikidata(Settings("a@example.org", root / "c", "c"), Pace(rest=lambda _: None))
        client._session.mount("https://", Canned(status, body, headers or {}))
        list(client.entities(["Q440"]))

    return run


def judge_a_source(root: Path) -> None:
    """Validate one source with pySHACL."""
    source, kind = iri("https://example.org/a"), iri("https://example.org/history/def#Source")
    digest = iri("https://example.org/history/def#digest")
    data = oracle.graph_of([(source, iri(RDF_TYPE), kind), (source, digest, literal("1"))])
    oracle.validate(data, oracle.read_graph([root / SHAPES]))


def ask_a_link(root: Path) -> None:
    """Ask the query of a shape of something with a text where it expects numbers."""
    graph = parse.shapes(parse.load([root / SHAPES], root))
    shape = next(s for s in graph.shapes.values() if any(c.query for c in s.constraints))
    thing = iri("https://example.org/a")
    bench = bench_of([(thing, iri("https://example.org/p"), literal("x"))])
    dictionary = Dictionary(bench)
    constraint = next(c for c in shape.constraints if c.query)
    fallback.evaluate(bench, dictionary, shape, constraint, [dictionary.id(thing)])


def read_letters(root: Path) -> None:
    """A table whose second row gives its mapping nothing to say."""
    (root / FACTS / "letters.csv").write_text("letter_id,about\nletter-1,iwa\nletter-2,\n", encoding="utf-8")
    (root / "mappings" / "letters.rml.ttl").write_text(LETTERS, encoding="utf-8")
    work(root)


def lint_shapes(root: Path) -> None:
    """All that is said of shapes without any data; here notes stop too."""
    nodes = parse.load([root / SHAPES], root)
    graph = parse.shapes(nodes)
    with workbench.create(None) as bench:
        found = lint.lint(nodes, graph, lint.ill_typed(nodes, bench))
    raise_all(found.mistakes + found.notes)


def site_of(root: Path) -> None:
    """Write the pages of what a mapping makes, whatever it refers to."""
    config = load(root)
    (root / "output").mkdir()
    person = "<https://example.org/history/id/person//karl-marx>"
    (root / "output" / config.quads).write_text(
        f'{person} <http://www.w3.org/2000/01/rdf-schema#label> "Karl Marx" .\n'
    )
    for shapes in config.shapes:
        (root / "output" / Path(shapes).name).write_text("")
    site.write(config, checks.prefixes(config), root / "output")


def take_engine(_root: Path) -> None:
    """Take the engine of the query page from where nothing is."""
    oxigraph.take("oxigraph.tgz")


def requested(path: str, body: bytes = b"", method: str = "GET", **headers: str) -> Callable[[Path], None]:
    """Ask the endpoint, which has no workers here."""

    def run(root: Path) -> None:
        async def receive() -> dict[str, object]:
            if headers.get("expect"):
                await asyncio.sleep(1)
            return {"type": "http.request", "body": body}

        given = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
        where, _, parameters = path.encode().partition(b"?")
        scope: Scope = {
            "type": "http",
            "method": method,
            "raw_path": where,
            "query_string": parameters,
            "headers": given,
        }

        async def ask() -> None:
            asked = request.read(scope, receive, Limits(slowness=0.1))
            refuse_method(asked, METHODS)
            await protocol.question(asked)

        asyncio.run(ask())

    return run


def visited(check: Callable[[request.Request], object], **headers: str) -> Callable[[Path], None]:
    """Have a request looked at before anything is done."""

    def run(root: Path) -> None:
        given = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
        scope: Scope = {"method": "POST", "raw_path": b"/curate/", "query_string": b"", "headers": given}
        check(request.read(scope, asyncio.Event().wait, Limits()))  # type: ignore[arg-type]

    return run


def questioned(batch: str) -> Callable[[Path], None]:
    """Ask for names."""

    def run(root: Path) -> None:
        reconciliation.batch(batch)

    return run


def decided_on_an_old_page(root: Path) -> None:
    """Send the form of a page on which nothing is up any more."""
    config = load(root)
    decisions.write(decisions.place(config)[0], replace(decisions.read(config), links=()))
    curation.App(config, "the editors")._decide(
        reviewing.sit(config, "the editors", "2026-11-21"), {"verdict": "same", "card": "old"}
    )


def look_up_with_half_the_prefixes(root: Path) -> None:
    said = Said("https://example.org/history/", linked={"person": ("h:Person",)}, prefixes={"rdfs": RDFS})
    book.read(Stored(pyoxigraph.Store()), said)


def routed(path: str) -> Callable[[Path], None]:
    """Ask for a page where nothing has been published."""

    def run(root: Path) -> None:
        scope = {"method": "GET", "raw_path": path.encode(), "query_string": b"", "headers": []}
        asked = request.read(scope, asyncio.Event().wait, Limits())  # type: ignore[arg-type]
        source = Source(root, root, 0, 0, (), (), root, "https://example.org/")
        published = publication(source, Hello({}, {}))
        published.known["x"] = Standing(True, gone=True)
        asyncio.run(app.App(app.Release(source, None, None, published), Limits()).answer(asked))  # type: ignore[arg-type]

    return run


def worked(query_text: str, limits: Limits, accept: str = "*/*") -> Callable[[Path], None]:
    """Have a worker answer a query about a thousand quads."""

    def run(root: Path) -> None:
        lines = [f"<urn:s{n}> <urn:p> <urn:o{n % 7}> <urn:g> .\n" for n in range(1000)]
        (root / "some.nq").write_text("".join(lines))
        source = Source(root / "some.nq", root / "store", 10_000, limits.memory, (), ())

        async def ask() -> None:
            pool = (await app.release(launch(source), limits)).pool
            scope = {"method": "GET", "raw_path": b"/sparql", "query_string": b"", "headers": []}
            asked = request.read(scope, asyncio.Event().wait, limits)  # type: ignore[arg-type]
            question = Question(query_text, "urn:x", ("text/csv", "CSV"), None)
            try:
                await sparql.evaluate(asked, pool, question)
            finally:
                asked.departure.close()
                pool.close()

        asyncio.run(ask())

    return run


THREE_TIMES = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
DOUBLED = "SELECT (STRLEN(?x14) AS ?n) { BIND('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' AS ?x0) "
DOUBLED += " ".join(f"BIND(CONCAT(?x{n}, ?x{n}, ?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(14)) + "}"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault: in `file`, every `old` becomes `new`; then `run` must answer."""

    file: str = ""
    old: str = ""
    new: str = ""
    run: Callable[[Path], None] = field(default=work)
    also: tuple[str, str, str] = ("", "", "")  # a second file, old, new


PLANTED = {
    "C101": Planted("pyproject.toml", "tool.lod", "tool.lot"),
    "C102": Planted("pyproject.toml", 'name = "history"', "name = history"),
    "C103": Planted("pyproject.toml", "licence =", "license ="),
    "C104": Planted("pyproject.toml", 'languages = ["en"]', 'languages = "en"'),
    "C105": Planted("pyproject.toml", 'issued = "2026-11-21"\n', ""),
    "C106": Planted("pyproject.toml", "ontology/shapes.ttl", "ontology/shape.ttl"),
    "T201": Planted(f"{FACTS}/persons.csv", "Karl Marx", "Karl M\udcffrx"),
    "T202": Planted(f"{FACTS}/persons.csv", "*", ""),
    "T203": Planted(f"{FACTS}/persons.csv", "label_en,note", "label_en,label_en"),
    "T204": Planted(f"{FACTS}/persons.csv", "Karl Marx,", "Marx, Karl,"),
    "T205": Planted(f"{FACTS}/persons.csv", "Karl Marx,", '"Karl Marx,'),
    "T206": Planted(f"{FACTS}/persons.csv", "\nkarl-marx", "\ngeorge-odger"),
    "T207": Planted(f"{FACTS}/persons.csv", "\nkarl-marx", "\n"),
    "T208": Planted(f"{FACTS}/persons.csv", "label_en,note", "label_en,"),
    "T209": Planted(f"{FACTS}/persons.csv", "label_en,note", "label_en,_row"),
    "T210": Planted(f"{FACTS}/persons.csv", "\nkarl-marx", "\nkarl marx"),
    "T211": Planted(f"{FACTS}/persons.csv", "Karl Marx", "Karl\a Marx"),
    "M101": Planted(ENTITIES, "rml:class h:Person ] ;", "rml:class h:Person ;"),
    "M102": Planted(ENTITIES, "rml:subjectMap", "rml:subjectmap"),
    "M103": Planted(ENTITIES, " ;\n        rml:referenceFormulation rml:CSV", ""),
    "M104": Planted(ENTITIES, 'rml:reference "label_en"', 'rml:reference "label"'),
    "M105": Planted(ENTITIES, "rml:class h:Person", "rml:class h:Persons"),
    "M106": Planted(f"{FACTS}/names.csv", "organization/iwa,First", "organization/the iwa,First"),
    "M107": Planted(
        ENTITIES,
        "person/{person_id}",
        "person/{person_id}{label_en}",
        also=(f"{FACTS}/persons.csv", "karl-marx,Karl Marx,", "karl,marx,\nkar,lmarx,"),
    ),
    "M108": Planted(ENTITIES, "person/{person_id}", "person/{person_id"),
    "M109": Planted(run=explain_name),
    "M110": Planted(BEST, "basis <>", "base <>"),
    "M111": Planted(BEST, ", _row", ""),
    "M112": Planted(ENTITIES, "a rml:TriplesMap", "rml:logicalTarget h:nowhere"),
    "M113": Planted(run=map_alone("mappings:\n\tperson:\n", {}, "people.yml")),
    "M114": Planted(
        run=map_alone("mappings:\n  person:\n    sources: [ [people.csv~csv] ]\n    subjcts: a\n", {}, "people.yml")
    ),
    "M115": Planted(run=map_alone(mapping_of("CSV", "people.csv", value=CALL.format(FUNCTION + "slugg", "x")), {})),
    "M116": Planted(run=map_alone(mapping_of("CSV", "people.csv", value=CALL.format(FUNCTION + "slug", "x")), {})),
    "M117": Planted(
        run=map_alone(
            RML.partition("<#")[0] + '<#a> rml:subject ex:a ; rml:logicalSource [ rml:iterator "people" ; '
            "rml:referenceFormulation rml:SQL2008Table ] .",
            {},
        )
    ),
    "M118": Planted(run=on_a_cluster(ROW)),
    "M119": Planted(run=map_alone(mapping_of("CSV", "people.csv"), {"people.csv": b"name\n"}, output="people.csv")),
    "M120": Planted(run=explode),
    "T220": Planted(run=open_in_no_encoding),
    "T221": Planted(
        run=map_alone(
            mapping_of("CSV", "people.csv", source='; rml:encoding "ascii"'), {"people.csv": "name\nJosé\n".encode()}
        )
    ),
    "T222": Planted(
        run=map_alone(mapping_of("CSV", "people.csv.gz"), {"people.csv.gz": gzip.compress(b"name\nAda\n")[:-9]})
    ),
    "T223": Planted(run=map_alone(mapping_of("CSV", "people.zip"), {"people.zip": zipped("a.csv", "b.csv")})),
    "T230": Planted(run=map_alone(JSON, {"people.json": b'[{"name": "Ada"},\n'})),
    "T231": Planted(run=map_alone(JSON.replace("$[*]", "$[*]]"), {"people.json": b"[]"})),
    "T232": Planted(run=map_alone(JSON.replace("$.name", "$.nmae"), {"people.json": b'[{"name": "Ada"}]'})),
    "T233": Planted(run=map_alone(JSON, {"people.json": b'[{"name": ["Ada"]}]'})),
    "T234": Planted(
        run=map_alone(XML, {"people.xml": b'<!DOCTYPE p [<!ENTITY a "Ada">]><p><q><name>&a;</name></q></p>'})
    ),
    "T235": Planted(run=changed_meanwhile),
    "T236": Planted(
        run=map_alone(JSON.replace("$[*]", "$.poeple[*]"), {"people.json": b'{"people": [{"name": "Ada"}]}'})
    ),
    "T240": Planted(run=read_table("partys", PARTIES)),
    "T241": Planted(run=read_table("", PARTIES, query="SELECT nam FROM parties")),
    "T242": Planted(run=read_table("", PARTIES, query="SELECT a.name, b.name FROM parties a, parties b")),
    "T243": Planted(run=read_table("parties", BROKEN)),
    "T244": Planted(run=read_table("parties", PARTIES, "facts.db")),
    "T245": Planted(run=read_table("parties", "")),
    "D301": Planted(f"{FACTS}/memberships.csv", "general-secretary", "general-secretery"),
    "D302": Planted(f"{FACTS}/memberships.csv", "person/karl-marx", "person/carl-marx"),
    "D303": Planted(f"{FACTS}/memberships.csv", f"{MARX}", MARX.replace("09-28", "09-31")),
    "D304": Planted(f"{FACTS}/passages.csv", ",418,589,", ",0418,589,"),
    "D305": Planted(
        ENTITIES, 'rml:reference "name" ]', 'rml:reference "name" ; rml:languageMap [ rml:reference "name_type" ] ]'
    ),
    "D306": Planted(run=read_letters),
    "E601": Planted(f"{FACTS}/memberships.csv", "p-001-000418-000589", "p-001-000418-000590"),
    "E602": Planted(f"{FACTS}/passages.csv", "effbfd4763d3f6e3", "effbfd4763d3f6e4"),
    "E603": Planted(
        f"{FACTS}/passages.csv", "effbfd4763d3f6e3,organization/editors", "effbfd4763d3f6e3,organization/iwa"
    ),
    "E604": Planted(f"{FACTS}/memberships.csv", MARX, MARX.replace("1864", "1865")),
    "E605": Planted(f"{FACTS}/memberships.csv", MARX, MARX.replace("karl-marx,iwa", "karl-marx,editors")),
    "E606": Planted(f"{FACTS}/names.csv", "Karl Marx", "Carl Marx"),
    "E607": Planted(
        f"{FACTS}/names.csv",
        "Karl Marx,preferred,p-001-000418-000589,stated,high,normal,,",
        "Karl Marx,preferred,p-001-000418-000589,stated,high,normal,name,",
    ),
    "E608": Planted(
        f"{FACTS}/persons.csv", "Karl Marx,", "Karl Marx,working men from several countries met in St Martin's Hall"
    ),
    "E609": Planted(f"{FACTS}/persons.csv", "Karl Marx,", "Karl Marx," + "long note " * 24),
    "E610": Planted("sources/001-founding.txt", "Odger its president", "Odger its chairman"),
    "E611": Planted(f"{FACTS}/sources.csv", "dece9ccbaa8d9cb2b5e1a51775a74ebd4deab5dec3431b7a058ae8654881c5a1", ""),
    "L501": Planted(LINKS, "match_string", "match_text"),
    "L502": Planted(LINKS, "\tconfidence\t", "\t"),
    "L503": Planted(LINKS, "history:person/karl-marx", "person/karl-marx"),
    "L504": Planted(LINKS, "wd:Q9061", "wd:9061"),
    "L505": Planted(LINKS, "skos:exactMatch", "owl:sameAs"),
    "L506": Planted(LINKS, "semapv:ManualMappingCuration", "semapv:ManualCuration"),
    "L507": Planted(LINKS, "0.98", "98"),
    "L508": Planted(LINKS, "2026-11-21", "21.11.2026"),
    "L509": Planted(LINKS, "+", ""),
    "L510": Planted(LINKS, "+", "wd:Q9061=wd:Q90610"),
    "L511": Planted(LINKS, "+", "karl-marx=george-odger"),
    "L512": Planted(LINKS, "+", "skos:exactMatch\t=skos:exactMatch\tNot"),
    "L513": Planted(LINKS, "\t0.98\t", "\t0.98\t\t"),
    "L514": Planted(LINKS, "#license: https://creativecommons.org/publicdomain/zero/1.0/\n", ""),
    "L520": Planted(run=propose_from("id\tname", "Q9061\tKarl Marx")),
    "L521": Planted(run=propose_from()),
    "L522": Planted(run=review_as("")),
    "L523": Planted(run=review_as("orcid:0000-0002-1825-0097")),
    "L524": Planted(run=review_as("the editors")),
    "L525": Planted(run=decide_twice),
    "L526": Planted(run=review_as("the\neditors")),
    "L530": Planted(run=read_entity),
    "L531": Planted(run=open_a_later_cache),
    "L532": Planted(run=go_online_as_nobody),
    "L533": Planted(run=answered(403, b"Please set a user-agent and respect our robot policy")),
    "L534": Planted(run=answered(429, b"You are making too many requests", {"Retry-After": "3600"})),
    "L535": Planted(
        run=answered(200, b'{"error": {"code": "badvalue", "info": "Unrecognized value for parameter \\"action\\""}}')
    ),
    "Q801": Planted(run=ask("SELECT ?x WHERE { ?x a }")),
    "Q802": Planted(run=ask_by_name),
    "Q803": Planted(run=trace_words),
    "Q805": Planted("ontology/questions/members.rq", "PREFIX c:", "DESCRIBE c:x\nPREFIX c:"),
    "Q804": Planted(run=ask("SELECT (<https://example.org/age>(1) AS ?age) {}")),
    "R401": Planted(run=load_file("persons.csv", b"")),
    "R402": Planted(run=load_file("persons.ttl", b"@prefix e: <http://e/> .\ne:a e:b e:c e:d .")),
    "R403": Planted(run=load_file("persons.nt", b"@prefix e: <http://e/> .")),
    "R404": Planted(run=load_file("persons.nt", b"Marx\n" * 21)),
    "R405": Planted(run=load_file("persons.nt.gz", gzip.compress(b"#")[:-1])),
    "R406": Planted(run=load_file("persons.ttl", "# Confederación".encode("latin-1"))),
    "R407": Planted(run=load_file("persons.ttl", b"<a> <b> <c> .")),
    "R408": Planted(run=load_file("persons.jsonld", b'{"@context": "https://schema.org/", "name": "Marx"}')),
    "R409": Planted(run=load_file("persons.rdf", b'<!DOCTYPE x [<!ENTITY a "a"><!ENTITY all "&a;&a;">]><x/>')),
    "R410": Planted(run=load_file("persons.nt", b'<http://e/s> <http://e/p> "a"@ar--rtl .')),
    "R411": Planted(run=load_file("persons.nt", None)),
    "R412": Planted(run=load_file("persons.ttl", b'<http://e/s> <http://e/p> "' + b"x" * (17 << 20) + b'" .')),
    "H102": Planted(run=requested("/sparql?query=" + "a" * 8000)),
    "H101": Planted(run=routed("/id/../pyproject.toml")),
    "H103": Planted(run=routed("/downloads/all.zip")),
    "H104": Planted(run=requested("/sparql?query=ASK%7B%7D", accept="image/png")),
    "H105": Planted(run=requested("/sparql", method="DELETE")),
    "H106": Planted(run=routed("/x")),
    "H107": Planted(run=visited(request.Request.refuse_host, host="two words")),
    "H401": Planted(run=visited(lambda _: admission.refuse_key("old", "new"))),
    "H402": Planted(run=visited(admission.refuse_host, host="example.org")),
    "H403": Planted(run=visited(admission.refuse_form, host="localhost", origin="http://example.org")),
    "H404": Planted(run=visited(lambda _: admission.refuse_token({}, "new"))),
    "H405": Planted(run=decided_on_an_old_page),
    "H406": Planted(run=visited(lambda _: admission.one({"verdict": "maybe"}, "verdict", tuple(VERDICTS)))),
    "H201": Planted(run=requested("/sparql", b"", "POST", content_type=FORM)),
    "H202": Planted(run=requested("/sparql", b"CLEAR ALL", "POST", content_type=DIRECT)),
    "H203": Planted(run=requested("/sparql", b"ASK { SERVICE <urn:x> {} }", "POST", content_type=DIRECT)),
    "H204": Planted(run=requested("/sparql", b"ASK {}", "POST", content_type="application/json")),
    "H205": Planted(run=requested("/sparql", b"#" * 1048577, "POST", content_type=DIRECT)),
    "H206": Planted(run=requested("/sparql", b"ASK " + b"{" * 5000, "POST", content_type=DIRECT)),
    "H207": Planted(run=requested("/sparql", b"ASK {} #\xff", "POST", content_type=DIRECT)),
    "H208": Planted(run=requested("/sparql?query=ASK%7B%7D&default-graph-uri=letters")),
    "H209": Planted(run=requested("/sparql", b"ASK {}", "POST", content_type=DIRECT, expect="100-continue")),
    "H210": Planted(run=worked("ASK { FILTER(<https://example.org/age>(1)) }", Limits())),
    "H301": Planted(run=worked(THREE_TIMES, Limits(patience=0.1, first=0.5))),
    "H302": Planted(run=worked(DOUBLED, Limits(memory=400 << 20))),
    "H303": Planted(run=worked("ASK {}", Limits(workers=0, waiting=0))),
    "H501": Planted(run=questioned("{")),
    "H502": Planted(run=questioned('{"q0": {"query": "Karl Marx", "limit": "five"}}')),
    "H503": Planted(run=questioned(json.dumps({str(n): {"query": "Karl Marx"} for n in range(51)}))),
    "H504": Planted(run=look_up_with_half_the_prefixes),
    "S703": Planted(run=ask_before_a_build),
    "S705": Planted(run=new_there),
    "S710": Planted(run=site_of),
    "S711": Planted(run=take_engine),
    "V901": Planted("ontology/shapes.ttl", "sh:targetClass h:Source", "sh:targetClass h:Sources"),
    "V902": Planted(SHAPES, "sh:minCount 1 ; sh:uniqueLang", "sh:or () ; sh:uniqueLang", run=judge_a_source),
    "V903": Planted(SHAPES, "^[0-9a-f]{64}$", r"^\\p{Nd}", run=judge_a_source),
    "V904": Planted(SHAPES, "s:Link a sh:NodeShape", f"s:Link a sh:NodeShape ; sh:sparql {SUMMING}", run=ask_a_link),
    "V905": Planted(SHAPES, "s:Link a sh:NodeShape", asking("SELECT $this { GRAPH $shapesGraph { $this ?p ?o } }")),
    "V910": Planted(SHAPES, "*", "<https://example.org/a> <https://example.org/b> 1 .\n", run=lint_shapes),
    "V911": Planted(SHAPES, "sh:minCount 1 ; sh:uniqueLang", 'sh:minCount "one" ; sh:uniqueLang', run=lint_shapes),
    "V912": Planted(SHAPES, "sh:path h:rank", "sh:path h:rank , h:ranks", run=lint_shapes),
    "V913": Planted(SHAPES, "s:Link a sh:NodeShape", "s:Link a sh:NodeShape ; sh:minCount 1", run=lint_shapes),
    "V914": Planted(SHAPES, "sh:path h:rank", "sh:path h:rank ; sh:in h:ranks", run=lint_shapes),
    "V915": Planted(SHAPES, "sh:path h:inSource", "sh:path ( h:inSource )", run=lint_shapes),
    "V916": Planted(
        SHAPES,
        "s:Statement a sh:NodeShape",
        "s:Statement a sh:NodeShape ; sh:node s:Membership",
        run=lint_shapes,
        also=(SHAPES, "s:Membership a sh:NodeShape", "s:Membership a sh:NodeShape ; sh:node s:Statement"),
    ),
    "V917": Planted(SHAPES, "{16}$", "{16)$", run=lint_shapes),
    "V918": Planted(SHAPES, "sh:path h:inSource ;", "", run=lint_shapes),
    "V919": Planted(SHAPES, "s:Link a sh:NodeShape", f"{CLASHING}\ns:Link a sh:NodeShape", run=lint_shapes),
    "V920": Planted(SHAPES, "s:Link a sh:NodeShape", "s:Link a sh:NodeShape ; sh:js s:Link-script", run=lint_shapes),
    "V921": Planted(SHAPES, "sh:targetSubjectsOf", "sh:targetSubjectOf", run=lint_shapes),
    "V922": Planted(SHAPES, 'sh:pattern "^[0-9a-f]{16}$"', 'sh:flags "i"', run=lint_shapes),
    "V923": Planted(SHAPES, "sh:property s:Link-known", "sh:property s:Link-known ; sh:node s:Thng", run=lint_shapes),
    "V924": Planted(
        SHAPES, "sh:path h:rank", f'sh:path h:rank ; sh:hasValue "1864-09-31"^^<{XSD}date>', run=lint_shapes
    ),
    "V925": Planted(SHAPES, "sh:minCount 1 ; sh:maxCount 1", "sh:minCount 2 ; sh:maxCount 1", run=lint_shapes),
    "V926": Planted(
        SHAPES,
        "s:Statement a sh:NodeShape",
        "s:Statement a sh:NodeShape ; sh:node " + "[ sh:node " * 99 + "[ sh:nodeKind sh:IRI ]" + " ]" * 99,
        run=lint_shapes,
    ),
    "V930": Planted(SHAPES, "sh:minCount 1 ; sh:uniqueLang", "sh:minCount 0 ; sh:uniqueLang", run=lint_shapes),
    "V931": Planted(
        SHAPES,
        "sh:path h:startEarliest",
        f'sh:path h:startEarliest ; sh:minInclusive "1800"^^<{XSD}gYear>',
        run=lint_shapes,
    ),
    "V932": Planted(SHAPES, "^[0-9a-f]{16}$", "^(?!0)[0-9a-f]{16}$", run=lint_shapes),
    "V933": Planted(SHAPES, "s:Link a sh:NodeShape", "s:Link a sh:NodeShape ; sh:rule s:Link-rule", run=lint_shapes),
    "V934": Planted(SHAPES, "one rank: normal", 'one rank."@en , "It is normal', run=lint_shapes),
    "V935": Planted(SHAPES, "sh:targetSubjectsOf skos:exactMatch ;", "", run=lint_shapes),
    "V970": Planted(SHAPES, "s:Link a sh:NodeShape", asking("SELECT $this { $this ?p }")),
    "V971": Planted(SHAPES, "s:Link a sh:NodeShape", asking("SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }")),
    "V972": Planted(SHAPES, "s:Link a sh:NodeShape", asking("SELECT $this { BIND (1 AS $this) }")),
    "V974": Planted(SHAPES, "s:Link a sh:NodeShape", asking("SELECT ?o { $this ?p ?o }")),
    "V973": Planted(SHAPES, "s:Link a sh:NodeShape", asking("SELECT $this { { SELECT ?o { $this ?p ?o } } }")),
}


# part of the message is another program's and may change with it
FOREIGN = {"C102", "H207", "H210", "M110", "Q801", "Q804", "R405", "V902", "V903", "V904"}


def plant(root: Path, fault: Planted) -> None:
    for file, old, new in ((fault.file, fault.old, fault.new), fault.also):
        if not file:
            continue
        text = (root / file).read_text(encoding="utf-8")
        if old == "*":  # the whole file
            text = new
        elif old == "+":  # one more row, like the last but for one word
            before, _, after = new.rpartition("=")
            row = text.splitlines(keepends=True)[-1]
            assert before in row
            text += row.replace(before, after) if before else row
        else:
            assert old in text, f"{old!r} is not in {file}"
            text = text.replace(old, new)
        (root / file).write_bytes(text.encode("utf-8", errors="surrogateescape"))


def answers(root: Path, fault: Planted) -> list[str]:
    try:
        fault.run(root)
    except Failed as failed:
        return [str(error) for error in failed.errors]
    except LodError as error:
        return [str(error)]
    return []


def test_every_code_has_one_class() -> None:
    kinds = list(classes())
    assert sorted(k.code for k in kinds) == sorted({k.code for k in kinds})


def test_every_class_has_a_section_and_every_section_a_class() -> None:
    assert list(SECTIONS) == sorted(CLASSES, key=lambda code: ("CTMDELQRVHS".index(code[0]), code))


@pytest.mark.parametrize("code", SECTIONS)
def test_the_example_of_a_section_fits_its_class(code: str) -> None:
    kind = CLASSES[code]
    said = r".+" if kind.template == "{message}" else ""
    for text, name, _, _ in Formatter().parse(kind.template):
        said += re.escape(text) + (".*" if name is not None else "")
    assert re.match(rf"(\S+: )?(error|note|warning)\[{code}\]: {said}", example(code))


@pytest.mark.parametrize("code", PLANTED)
def test_a_planted_fault_gets_the_answer_of_the_reference(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    root = tmp_path / "mine"
    scaffold.new(root)
    plant(root, PLANTED[code])
    shown, printed = example(code), answers(root, PLANTED[code])
    if code in FOREIGN:
        own = CLASSES[code].template.partition("{message}")[0]
        shown, printed = (shown.partition(own)[0], [text.partition(own)[0] for text in printed])
    assert shown in printed


def test_only_faults_of_the_machine_are_not_planted() -> None:
    assert {code for code in set(CLASSES) - set(PLANTED) if not code.startswith("S")} == set()
