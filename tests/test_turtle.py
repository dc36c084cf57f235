"""The Turtle reader against two general parsers, its positions, and what it says about mistakes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from lod.errors import Place, TurtleSyntax
from lod.terms import Term, relative
from lod.turtle import read

rdflib.NORMALIZE_LITERALS = False

BASE = "http://base.example/folder/file?q#f"
IRIS = [
    "<http://e.org/x>",
    "<>",
    "<#f>",
    "<../up>",
    "<rel/a/./b/../c>",
    "<//other.example/p>",
    "<?q2>",
    r"<\u00e9\U0001F600>",
    "<ñ>",
]
NAMES = ["p:a", "p:", ":x", ":1a", r"p:a\~b\/c", "p:a.b", "p:%41b", "p:a:b", "é:ü", "p:-a".replace("-", "_-")]
BNODES = [
    "_:b",
    "_:b1",
    "_:1.2",
    "_:é-",
    "[]",
    "[ ]",
    "[ p:a 1 ]",
    "[ a p:C ; p:a [ p:b 'x' ] , 2 ; ]",
    "()",
    "(1)",
    "( p:a (2) [] )",
]
NUMBERS = ["0", "-1", "+007", "1.5", "-.5", "+0.0", "1e3", "1.E-3", ".5E+1", "true", "false"]
STRINGS = [
    '"x"',
    "'x'",
    '""',
    "''",
    r'"\t\b\n\r\f\"\'\\"',
    r'"\u00e9\U0001F600"',
    '"""a"b""c\n"""',
    "'''a'b''\r\nc'''",
    '"ñ 日本 😀"',
    '"x"@en',
    "'x'@es-cl",
    '"1"^^p:t',
    '"1" ^^ <http://e.org/t>',
    '"#"',
    "'''\\\\'''",
    '"a\tb"',
]
SUBJECTS = st.sampled_from([*IRIS, *NAMES, *BNODES])
VERBS = st.sampled_from([*IRIS, *NAMES, "a"])
OBJECTS = st.sampled_from([*IRIS, *NAMES, *BNODES, *NUMBERS, *STRINGS])
SPACES = st.sampled_from([" ", "\n", "\t", "\r\n", " # note . ;\n", "  "])
DIRECTIVES = st.sampled_from(
    [
        ["@prefix", "p:", "<http://e.org/p/>", "."],
        ["@prefix", ":", "<#>", "."],
        ["PREFIX", "p:", "<p2/>"],
        ["prefix", "é:", "<http://e.org/é/>"],
        ["@base", "<http://b.example/x/y>", "."],
        ["Base", "<deeper/>"],
    ]
)
HEAD = [
    "@prefix",
    "p:",
    "<http://e.org/p/>",
    ".",
    "@prefix",
    ":",
    "<http://e.org/none/>",
    ".",
    "@prefix",
    "é:",
    "<é#>",
    ".",
]


@st.composite
def statements(draw: st.DrawFn) -> list[str]:
    """The tokens of one statement."""
    if draw(st.integers(0, 5)) == 0:
        return draw(DIRECTIVES)
    tokens = [draw(SUBJECTS)]
    for n in range(draw(st.integers(1, 3))):
        tokens += [";"] * bool(n) + [draw(VERBS)]
        tokens += [t for m in range(draw(st.integers(1, 2))) for t in [*[","] * bool(m), draw(OBJECTS)]]
    return [*tokens, *[";"] * draw(st.integers(0, 1)), "."]


@st.composite
def documents(draw: st.DrawFn, edits: int = 0) -> str:
    """A Turtle document; with `edits`, that many tokens are lost, doubled or swapped."""
    tokens = HEAD + [t for s in draw(st.lists(statements(), max_size=3)) for t in s]
    for _ in range(edits):
        at = draw(st.integers(0, len(tokens) - 2))
        tokens[at : at + 2] = draw(
            st.sampled_from([[tokens[at + 1]], [tokens[at]] * 2 + [tokens[at + 1]], [tokens[at + 1], tokens[at]]])
        )
    return "".join(token + draw(SPACES) for token in tokens)


def ours(text: str) -> set[ox.Quad]:
    """What the reader makes of a text, blank nodes renamed in an order that depends on the triples alone."""
    return _canonical(ox.Quad(_node(t.s), _node(t.p), _node(t.o)) for t in read(text, "f.ttl", BASE).triples)  # type: ignore[arg-type]


def oxigraphs(text: str) -> set[ox.Quad]:
    """What Oxigraph makes of it."""
    return _canonical(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE, base_iri=BASE))


def rdflibs(text: str) -> set[ox.Quad]:
    """What rdflib makes of it."""
    lines = rdflib.Graph().parse(data=text, format="turtle", publicID=BASE).serialize(format="nt")
    return _canonical(ox.parse(lines.encode(), format=ox.RdfFormat.N_TRIPLES))


def _canonical(triples: Iterable[ox.Quad]) -> set[ox.Quad]:
    data = ox.Dataset(triples)
    data.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(data)


def _node(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if term.kind == "iri":
        return ox.NamedNode(term.lexical)
    if term.kind == "bnode":
        return ox.BlankNode(term.lexical)
    return (
        ox.Literal(term.lexical, language=term.lang)
        if term.lang
        else ox.Literal(term.lexical, datatype=ox.NamedNode(term.datatype))
    )


@given(documents())
def test_a_document_gives_the_triples_that_other_parsers_read(text: str) -> None:
    assert ours(text) == oxigraphs(text)


@given(documents(edits=2))
def test_a_damaged_document_is_refused_where_a_strict_parser_refuses_it(text: str) -> None:
    assert_agrees(text)


def assert_agrees(text: str) -> None:
    """Hold the reader against Oxigraph, also in what it refuses."""
    try:
        expected = oxigraphs(text)
    except SyntaxError:
        with pytest.raises(TurtleSyntax):
            ours(text)
    else:
        assert ours(text) == expected


def shared(root: Path) -> Path:
    return Path(os.environ.get("LOD_CONFORMANCE", root.parent / "shared" / "conformance"))


def test_every_turtle_file_of_the_project_reads_as_with_rdflib(root: Path) -> None:
    files = [*root.glob("ontology/*.ttl"), *root.glob("mappings/*.ttl"), *root.glob("lod/starter/**/*.ttl")]
    files += root.glob("tests/data/**/*.ttl")
    assert len(files) > 8
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert ours(text) == oxigraphs(text) == rdflibs(text), file


def test_the_files_of_the_conformance_suites_read_as_with_another_parser(root: Path) -> None:
    files = sorted(shared(root).rglob("*.ttl"))
    if not files:
        pytest.skip("the conformance suites are not at hand: set LOD_CONFORMANCE to their folder")
    for file in files:
        assert_agrees(file.read_text(encoding="utf-8"))


@given(documents())
def test_each_triple_has_the_place_of_its_object(text: str) -> None:
    lines = re.split(r"\r\n|\n|\r", text)
    tokens = (*IRIS, *NAMES, *NUMBERS, *STRINGS, "_:", "[", "(", ")", "a", "'x'", "1", "2", "p:b", "p:C")
    for t in read(text, "f.ttl", BASE).triples:
        assert lines[t.line - 1][t.column - 1 :].startswith(tuple(re.split(r"\r\n|\n", token)[0] for token in tokens))


def test_lines_and_columns_count_characters_from_1_over_every_kind_of_line_end() -> None:
    text = (
        '@prefix e: <http://e.org/> .\r\n# ñ😀\n\r<s>\n\te:p "😀" , "ñ\n" .'.replace('"ñ\n"', '"""ñ\n"""')
        + " <t> a e:T ."
    )
    found = read(text, "f.ttl", "http://b.org/")
    assert [(t.o.lexical, t.line, t.column) for t in found.triples] == [
        ("😀", 5, 6),
        ("ñ\n", 5, 12),
        ("http://e.org/T", 6, 13),
    ]
    assert found.subjects == {
        Term("iri", "http://b.org/s"): Place("f.ttl", 4, 1),
        Term("iri", "http://b.org/t"): Place("f.ttl", 6, 7),
    }
    assert found.prefixes == {"e": "http://e.org/"}


MISTAKES = {
    "<a:a> <a:b> <a:c>": "1:18: error[M101]: this is not Turtle: expected ; or ., found 'the end of the file'",
    "<a:a> <a:b> <a:c> <a:d> <a:e> .": "1:19: error[M101]: this is not Turtle: expected ; or ., found '<a:d>'",
    "\n\n  e:x a e:y .": '3:3: error[M101]: this is not Turtle: the prefix "e:" is not declared',
    '<a:a> <a:b> "open .': "1:13: error[M101]: this is not Turtle: unexpected '\"open .'",
    '<a:a> <a:b>\n"a\nb" .': "2:1: error[M101]: this is not Turtle: unexpected '\"a\\nb\" .'",
    "<a:a> <a:b> <a b> .": "1:13: error[M101]: this is not Turtle: unexpected '<a b> .'",
    '"a" <a:b> <a:c> .': "1:1: error[M101]: this is not Turtle: expected a subject, found '\"a\"'",
    "<a:a> _:b <a:c> .": "1:7: error[M101]: this is not Turtle: expected a predicate, found '_:b'",
    "<a:a> () <a:c> .": "1:7: error[M101]: this is not Turtle: expected a predicate, found '('",
    "<a:a> <a:b> ; .": "1:13: error[M101]: this is not Turtle: expected a term, found ';'",
    "<a:a> <a:b> [ <a:c> 1 .": "1:23: error[M101]: this is not Turtle: expected ], found '.'",
    "[] .": "1:4: error[M101]: this is not Turtle: expected a predicate, found '.'",
    "@prefix e <a:b> .": "1:9: error[M101]: this is not Turtle: unexpected 'e <a:b> .'",
    "@prefix e:f <a:b> .": "1:9: error[M101]: this is not Turtle: a prefix ends with a colon, found 'e:f'",
    "@prefix e: <a:b>\n<a:a> a e:c .": "2:1: error[M101]: this is not Turtle: expected ., found '<a:a>'",
    r'<a:a> <a:b> "\x" .': r"1:14: error[M101]: this is not Turtle: unknown escape '\\x'",
    r'<a:a> <a:b> "é\uD800" .': r"1:15: error[M101]: this is not Turtle: \uD800 is no character",
    r'<a:a> <a:b> "\UFFFFFFFF" .': r"1:14: error[M101]: this is not Turtle: \UFFFFFFFF is no character",
    r"<a:a\u0020> a <a:b> .": "1:1: error[M101]: this is not Turtle: 'a:a ' is not an IRI",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_with_line_and_column(text: str) -> None:
    with pytest.raises(TurtleSyntax) as caught:
        read(text, "f.ttl")
    assert str(caught.value) == "f.ttl:" + MISTAKES[text]


def test_blank_nodes_are_told_apart_from_those_the_file_names() -> None:
    found = read("_:b1 <a:b> [] . [] <a:b> _:b2 .", "f.ttl")
    assert len({t for triple in found.triples for t in (triple.s, triple.o)}) == 4


# RFC 3986 section 5.4: base http://a/b/c/d;p?q
RESOLVED = {
    "g:h": "g:h",
    "g": "http://a/b/c/g",
    "./g": "http://a/b/c/g",
    "g/": "http://a/b/c/g/",
    "/g": "http://a/g",
    "//g": "http://g",
    "?y": "http://a/b/c/d;p?y",
    "g?y": "http://a/b/c/g?y",
    "#s": "http://a/b/c/d;p?q#s",
    "g#s": "http://a/b/c/g#s",
    ";x": "http://a/b/c/;x",
    "g;x?y#s": "http://a/b/c/g;x?y#s",
    "": "http://a/b/c/d;p?q",
    ".": "http://a/b/c/",
    "./": "http://a/b/c/",
    "..": "http://a/b/",
    "../": "http://a/b/",
    "../g": "http://a/b/g",
    "../..": "http://a/",
    "../../": "http://a/",
    "../../g": "http://a/g",
    "../../../g": "http://a/g",
    "/./g": "http://a/g",
    "/../g": "http://a/g",
    "g.": "http://a/b/c/g.",
    "..g": "http://a/b/c/..g",
    "./../g": "http://a/b/g",
    "./g/.": "http://a/b/c/g/",
    "g/../h": "http://a/b/c/h",
    "g;x=1/../y": "http://a/b/c/y",
    "g?y/../x": "http://a/b/c/g?y/../x",
    "g#s/../x": "http://a/b/c/g#s/../x",
    "http:g": "http:g",
}


@pytest.mark.parametrize("reference", RESOLVED)
def test_references_resolve_as_the_examples_of_the_rfc(reference: str) -> None:
    assert relative("http://a/b/c/d;p?q", reference) == RESOLVED[reference]


@pytest.mark.parametrize("brackets", ["()", "[]"])
def test_what_is_nested_too_deep_is_a_mistake_with_its_place(brackets: str) -> None:
    inner = "<p> " if brackets == "[]" else ""
    text = f"<s> <p> {(brackets[0] + inner) * 20_000}<o>{brackets[1] * 20_000} ."
    with pytest.raises(TurtleSyntax, match="too deep") as caught:
        read(text, "f.ttl")
    assert caught.value.place is not None
    assert caught.value.place.line == 1
