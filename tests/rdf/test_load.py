"""Every format gives the same triples, and what the database reads alone is what the exact parser reads."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from lod.rdf import load, parse, read
from lod.rdf.formats import ENDINGS
from lod.terms import Term, iri, literal, ntriples
from lod.vocab import XSD
from lod.workbench import create_for_files
from tests.rdf.loaded import Statement, mistakes, of_files, of_text

ROOT = Path(__file__).resolve().parents[2]
S, P = "<http://example.org/s>", "<http://example.org/p>"
TURTLE = r"""@base <http://example.org/a/> .
@prefix e: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<party> a e:Party ; e:name "Unión \"Cívica\"\\\n2"@es, "Union\tof"@en-gb ; e:size 007, 1.50, 1E3, true ;
  e:founded "1891-06-26"^^xsd:date, "0"^^e:own ; e:next <../b>, _:x, [ e:list ( 1 "two" [] ) ] .
_:x e:text "caf\u00e9 \U0001F600", "", "a 'b' <c> . #d", "-"^^xsd:string .
"""
KINDS = {".nt": "nt", ".ttl": "turtle", ".rdf": "xml", ".xml": "xml", ".owl": "xml", ".jsonld": "json-ld"}
KINDS |= {".json": "json-ld", ".trig": "trig", ".nq": "nquads"}


def graph(triples: list[Statement]) -> rdflib.Graph:
    """As rdflib keeps it, lexical forms untouched."""
    return rdflib.Graph().parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in triples), format="nt")


def plain(whole: rdflib.Graph) -> rdflib.Graph:
    """Two literals that rdflib holds apart, RDF 1.1 does not: "a" and "a"^^xsd:string."""
    text = [" ".join(node.n3() for node in triple[:3]) + " .\n" for triple in whole]
    return rdflib.Graph().parse(data="".join(text).replace("^^<http://www.w3.org/2001/XMLSchema#string>", ""))


@pytest.fixture(autouse=True)
def _lexical_forms_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib's own
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_gives_what_rdflib_reads(ending: str, packed: bool, tmp_path: Path) -> None:
    form = KINDS[ending]
    whole = rdflib.Dataset() if form in ("trig", "nquads") else rdflib.Graph()
    whole.parse(data=TURTLE, format="turtle")
    if form == "json-ld":  # its numbers are those of JSON
        whole.remove((None, rdflib.URIRef("http://example.org/size"), None))
    data = whole.serialize(format=form, encoding="utf-8")
    expected = type(whole)().parse(data=data, format=form)  # not `whole`: it writes numbers its own way
    name = f"data{ending}" + ".gz" * packed
    found = of_text(gzip.compress(data) if packed else data, tmp_path, name)
    assert isomorphic(graph(found), plain(expected))


@pytest.mark.parametrize("file", sorted((ROOT / "ontology").glob("*.ttl")), ids=lambda file: file.name)
def test_turtle_of_ours_gives_what_our_reader_gives(file: Path, tmp_path: Path) -> None:
    ours = [(str(t.s), str(t.p), str(t.o)) for t in read.read(file)]
    assert isomorphic(graph(of_files([file], tmp_path)), graph(ours))


def test_named_graphs_are_merged(tmp_path: Path) -> None:
    text = (
        f'{S} {P} "a" <http://example.org/g> .\n{S} {P} "a" _:g .\n{S} {P} "a <b>"^^<urn:x:y> .\n{S} {P} "<c> _:d" .\n'
    )
    assert of_text(text, tmp_path, "data.nq") == [(S, P, '"<c> _:d"'), (S, P, '"a <b>"^^<urn:x:y>'), (S, P, '"a"')]


def test_blank_nodes_belong_to_their_file_and_keep_their_labels(tmp_path: Path) -> None:
    one, two = tmp_path / "one.nt", tmp_path / "two.ttl"
    one.write_text(f"_:a {P} _:b-1 .\n_:é {P} _:a .")
    two.write_text(f"_:a {P} [ {P} _:a ] .")
    assert of_files([one], tmp_path) == [("_:a", P, "_:b-1"), ("_:é", P, "_:a")]
    assert of_files([one, two], tmp_path) == [
        ("_:f1-a", P, "_:f1-b-1"),
        ("_:f1-é", P, "_:f1-a"),
        ("_:f2-a", P, "_:f2-anon-1"),
        ("_:f2-anon-1", P, "_:f2-a"),
    ]


def test_nodes_without_a_label_get_the_same_one_in_every_run(tmp_path: Path) -> None:
    text = f"_:anon-1 {P} [] , [ {P} (1 2) ], _:anon-anon-7, _:anon-x ."
    first = of_text(text, tmp_path, "data.ttl")
    assert first == of_text(text, tmp_path, "data.ttl")
    labels = {o for _, _, o in first if o.startswith("_:")}
    assert labels == {"_:anon-1", "_:anon-2", "_:anon-3", "_:anon-4", "_:anon-anon-anon-7", "_:anon-x"}
    assert {s for s, p, _ in first if p == P} == {"_:anon-anon-1", "_:anon-3"}


def test_nodes_without_a_label_are_numbered_in_reading_order(tmp_path: Path) -> None:
    text = "".join(f"[] {P} [] .\n" for _ in range(20))
    said = {(f"_:anon-{n}", P, f"_:anon-{n + 1}") for n in range(1, 40, 2)}
    assert set(of_text(text, tmp_path, "data.ttl")) == said


@pytest.mark.parametrize("ending", [ending for ending, form in ENDINGS.items() if not form.lines])
def test_relative_iris_are_resolved_against_the_base_that_is_given(ending: str, tmp_path: Path) -> None:
    file, base = tmp_path / f"data{ending}", "http://example.org/a/b"
    name = ENDINGS[ending].name
    head = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">'
    xml = f'{head}<rdf:Description rdf:about="../c"><e:p rdf:resource="#d"/></rdf:Description></rdf:RDF>'
    texts = {"RDF/XML": xml, "JSON-LD": '{"@id": "../c", "http://example.org/p": {"@id": "#d"}}'}
    file.write_text(texts.get(name, f"<../c> {P} <#d> ."))
    expected = [("<http://example.org/c>", P, "<http://example.org/a/b#d>")]
    assert of_files([file], tmp_path, base) == expected
    assert [(str(t.s), str(t.p), str(t.o)) for t in read.read(file, base)] == expected


def test_a_file_may_state_another_base(tmp_path: Path) -> None:
    text = f"@base <http://example.org/own/> .\n<c> {P} <> ."
    (tmp_path / "data.ttl").write_text(text)
    expected = [("<http://example.org/own/c>", P, "<http://example.org/own/>")]
    assert of_files([tmp_path / "data.ttl"], tmp_path, "http://example.org/a") == expected
    assert [(str(t.s), str(t.p), str(t.o)) for t in read.read(tmp_path / "data.ttl", "urn:a:b")] == expected


def test_lines_that_are_said_twice_are_one_triple(tmp_path: Path) -> None:
    for name in ("one.nt", "two.nq"):
        (tmp_path / name).write_text(f"# a comment\n\n{S} {P} {S} .\n{S} {P} <http://e/\\u00e9> .\n" * 3)
    said = [(S, P, S), (S, P, "<http://e/é>")]
    assert of_files([tmp_path / "one.nt", tmp_path / "two.nq"], tmp_path) == sorted(said)


def test_language_tags_are_compared_without_case(tmp_path: Path) -> None:
    text = f'{S} {P} "a"@EN .\n{S} {P} "a"@en .\n{S} {P} "@A"@pt-BR .\n{S} {P} "x@EN" .\n{S} {P} "b"@zh-Hant-TW .'
    assert of_text(text, tmp_path) == [
        (S, P, '"@A"@pt-br'),
        (S, P, '"a"@en'),
        (S, P, '"b"@zh-hant-tw'),
        (S, P, '"x@EN"'),
    ]


def test_shapes_have_the_tags_of_the_data(tmp_path: Path) -> None:
    for name in ("shapes.ttl", "shapes.trig"):
        (tmp_path / name).write_text(f'{S} {P} "a"@pt-BR .')
        (triple,) = read.read(tmp_path / name)
        assert (triple.o, triple.line) == (literal("a", lang="pt-br"), int(name.endswith(".ttl")))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_the_byte_order_mark_do_not_matter(end: str, mark: str, tmp_path: Path) -> None:
    text = mark + end.join([f'{S} {P} "a" .', "", "# a comment", f'\t{S}{P}"b".# another', f"{S} {P} {S} ."])
    assert of_text(text, tmp_path) == [(S, P, '"a"'), (S, P, '"b"'), (S, P, S)]


@pytest.mark.parametrize("ending", [*ENDINGS, ".nt.gz"])
def test_an_empty_file_says_nothing(ending: str, tmp_path: Path) -> None:
    assert of_text(gzip.compress(b"") if ending.endswith("gz") else b"", tmp_path, f"data{ending}") == []


def test_a_long_line_is_read(tmp_path: Path) -> None:
    long, less = "ñ" * 12_000_000, "x" * 5_000_000
    text = f'{S} {P} "a" .\n{S} {P} "{long}" .\n{S} {P} "\\t{less}" .\n'
    assert of_text(text, tmp_path) == [(S, P, f'"\t{less}"'), (S, P, '"a"'), (S, P, f'"{long}"')]


def test_names_with_signs_are_names(tmp_path: Path) -> None:
    folder = tmp_path / "it's [1-9] *"
    folder.mkdir()
    assert of_text(f"{S} {P} {S} .", folder, "a?*[x].nt") == [(S, P, S)]


def test_texts_that_share_a_hash_stay_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "data.nt"
    file.write_text("".join(f'_:b{n % 7} {P} "{n}" .\n' for n in range(100)))
    monkeypatch.setattr(load, "TWINS", "SELECT 1")
    assert of_files([file], tmp_path) == sorted((f"_:b{n % 7}", P, f'"{n}"') for n in range(100))


def test_a_loaded_workbench_reads_no_more_files(tmp_path: Path) -> None:
    with create_for_files(tmp_path) as bench:
        load.load(bench, [])
        assert bench.number("SELECT count(*) FROM triple") == 0
        assert bench.texts("SELECT current_setting('enable_external_access')") == ["False"]
    assert {path.name for path in tmp_path.iterdir()} <= {"workbench.duckdb"}  # no copies are left


CHARACTERS = st.characters(exclude_categories=["Cs"])
AWKWARD = st.text(
    st.sampled_from("\"'\\\n\r\t\b\f\x00\x01\x7f\x85\u2028\ufeff\uffff\U0010ffff @^<>.#_:nuUé\u0301") | CHARACTERS
)
TAGS = st.sampled_from(["en", "es-cl", "zh-hant", "x-own", "de-1996", "sl-rozaj-biske"])
TYPES = st.sampled_from([XSD + "date", XSD + "string", "http://example.org/50%25", "urn:a:b", "http://[::1]/#ñ"])
LITERALS = st.builds(literal, AWKWARD, TYPES) | st.builds(lambda text, tag: literal(text, lang=tag), AWKWARD, TAGS)
IRIS = st.builds(
    lambda tail: iri("http://example.org/" + tail), st.text("aé~%2C", max_size=4).filter(lambda t: "%" not in t)
)
BNODES = st.builds(
    lambda label: Term("bnode", label), st.from_regex(r"[A-Za-z0-9_é][A-Za-z0-9_.\-é]*[a-z0-9é]", fullmatch=True)
)


def escaped(term: Term, upper: bool) -> str:
    """A term with every character escaped that may be."""
    text, datatype = (
        "".join(f"\\U{ord(c):08X}" if upper or c > "\uffff" else f"\\u{ord(c):04x}" for c in part)
        for part in (term.lexical, term.datatype)
    )
    if term.kind == "bnode":
        return ntriples(term)
    if term.kind == "iri":
        return f"<{text}>"
    return f'"{text}"' + (f"@{term.lang.upper()}" if term.lang else f"^^<{datatype}>")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(IRIS | BNODES, IRIS, LITERALS | IRIS | BNODES), max_size=12), st.booleans())
def test_a_term_is_one_term_however_it_is_written(triples: list[tuple[Term, Term, Term]], upper: bool) -> None:
    expected = sorted({(str(s), str(p), str(o)) for s, p, o in triples})
    with TemporaryDirectory() as folder:
        plain = "".join(f"{s} {p} {o} .\n" for s, p, o in triples).replace("\0", "\\u0000")
        every = "".join("  ".join(escaped(t, upper) for t in triple) + "." + "\n" for triple in triples)
        assert of_text(plain, Path(folder)) == expected
        assert of_text(every + plain, Path(folder)) == expected


PIECES = st.sampled_from(
    [
        S,
        P,
        "_:a",
        "_:a.",
        "_:-",
        "_:é",
        '"a"',
        '"a b"',
        '"\\n"',
        '"\\t"',
        '"\\"',
        '"a" b"',
        '"a"@en',
        '"a"@EN-gb',
        '"a"@',
        '"a"@toolongtag',
        '"a"@en--ltr',
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        f'"1"^^{S}',
        '"1"^^<rel>',
        '"a"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>',
        '"a"^^<http://www.w3.org/2001/XMLSchema#string>',
        "<rel>",
        "<http://a b>",
        "<http://e/%zz>",
        "<http://e/ü#a#b>",
        "<urn:x>",
        "<mailto:a@b>",
        "<http://e:80x/>",
        "<a:>",
        "<http://[::1]/>",
        "<http://e/\\u00e9>",
        "<http:///x>",
        "<x://@:/?#>",
        "<http://u@h:/>",
        "<tel:+1//>",
        "<a:%41>",
        ".",
        " .",
        "..",
        " ",
        "  ",
        "\t",
        "#c",
        "<<( ",
        " )>>",
        "foo",
        "<",
        ">",
        '"',
        "@",
        "^^",
        "<g://g>",
        "\\",
    ]
)
LINE = st.lists(PIECES, max_size=7).map("".join) | st.tuples(PIECES, PIECES, PIECES).map(lambda t: " ".join(t) + " .")
LINE |= st.tuples(PIECES, PIECES).map(lambda t: f"{S} {P} {t[0]} {t[1]} .") | PIECES.map(lambda o: f"{S} {P} {o} .")


@settings(max_examples=100, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=12), st.sampled_from([".nt", ".nq"]))
def test_the_plain_pattern_agrees_with_the_exact_parser(lines: list[str], ending: str) -> None:
    form = ENDINGS[ending]
    exact = {line: list(parse.exact([line], form, "data")) for line in lines}
    wrong = [n for n, line in enumerate(lines, 1) if any(not isinstance(found, str) for found in exact[line])]
    with TemporaryDirectory() as name:
        folder = Path(name)
        data = "\n".join(lines)
        if wrong:
            said = mistakes({f"data{ending}": data.encode()}, folder)
            assert [int(text.split(":")[1]) for text in said] == wrong
        else:
            expected = {found for line in lines for found in exact[line] if isinstance(found, str)}
            assert {f"{s} {p} {o} ." for s, p, o in of_text(data, folder, f"data{ending}")} == expected
            (folder / "none.nt").touch()
            both = of_files([folder / f"data{ending}", folder / "none.nt"], folder)
            assert len(both) == len(expected)
            assert {" ".join(re.sub("^_:f1-", "_:", term) for term in triple) + " ." for triple in both} == expected


@pytest.mark.parametrize("ending", [".nt", ".nq", ".ttl", ".trig", ".rdf"])
def test_lexical_forms_of_every_datatype_are_kept(ending: str, tmp_path: Path) -> None:
    kinds = "integer decimal double float boolean date dateTime gYear duration byte nonNegativeInteger time".split()
    forms = ["007", "4.0", " 1.50E1 ", "1", "2020-01-01+00:00", "2020-01-01T24:00:00", "P1Y0M", "no", "-0", "+1"]
    expected = sorted((S, P, f'"{form}"^^<{XSD}{kind}>') for form in forms for kind in kinds)
    values = "".join(f'<e:p rdf:datatype="{XSD}{kind}">{form}</e:p>' for form in forms for kind in kinds)
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in expected)
    rdf = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">'
    xml = f'{rdf}<rdf:Description rdf:about="{S[1:-1]}">{values}</rdf:Description></rdf:RDF>'
    assert of_text(xml if ending == ".rdf" else text, tmp_path, f"data{ending}") == expected
