"""The store answers from its own data; without the texts a claim still needs a passage that is listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lod import scaffold, store
from lod.errors import Failed
from lod.packing import writing
from tests.dataset import lod


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    (folder / "empty.nq").touch()
    store.load(folder / "empty.nq", folder / "store")
    return folder / "store"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "PREFIX e: <http://127.0.0.1:9/> SELECT * { ?s ?p 'x' . SERVICE e:x { ?s ?p ?o } } # '",
        "SELECT * { FILTER(?a<?b='>') SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } FILTER(1='') }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_a_query_makes_no_other_server_answer(empty: Path, text: str) -> None:
    with pytest.raises(Failed, match="SERVICE asks another server; the store answers from its own data only"):
        store.query(empty, text, "store")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service ?p ?o } # SERVICE <http://x>",
        "SELECT * { ?s <http://example.org/SERVICE> 'SERVICE <x>' }",
        "PREFIX service: <http://example.org/> SELECT * { ?s service:service ?o }",
    ],
)
def test_the_word_alone_asks_nobody(empty: Path, text: str) -> None:
    assert store.query(empty, text, "store").rows == ()


def test_a_query_is_asked_of_all_graphs_or_of_those_it_names(tmp_path: Path) -> None:
    (tmp_path / "two.nq").write_text("".join(f"<urn:{g}> <urn:p> <urn:o> <urn:g{g}> .\n" for g in "ab"))
    store.replace(tmp_path / "two.nq", tmp_path / "store", lambda _: None)
    asked = [store.query(tmp_path / "store", f"SELECT ?s {of} {{ ?s ?p ?o }}", "store") for of in ("", "FROM <urn:ga>")]
    assert [len(answer.rows) for answer in asked] == [2, 1]


@pytest.mark.parametrize("name", ["many.nq", "many.nq.gz", "many.nq.zst"])
def test_loading_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(store, "PAUSE", 0)
    with writing(tmp_path / name) as out:
        out.writelines(f'<http://e.org/{n}> <http://e.org/p> "{n * n}" .\n' for n in range(20_000))
    said: list[str] = []
    assert store.replace(tmp_path / name, tmp_path / "store", said.append) == 20_000
    far = [int(words.split(" of ")[0].replace(",", "")) for words in said if " of " in words]
    assert far == sorted(far)
    assert len(far) > 1
    assert all(re.fullmatch(r"[\d,]+ of [\d,]+ MB, about \d+ (s|min) left", w) for w in said if " of " in w)
    assert said[-2:] == ["sorting", "comparing"]


def test_a_claim_of_a_passage_that_is_not_listed_is_refused_without_the_texts(tmp_path: Path) -> None:
    scaffold.new(tmp_path / "mine")
    table = tmp_path / "mine/mappings/facts/passages.csv"
    kept = [line for line in table.read_text(encoding="utf-8").splitlines(True) if "p-001-000590-000678" not in line]
    table.write_text("".join(kept), encoding="utf-8")
    ran = lod(tmp_path / "mine", "build")
    assert ran.code == 3
    assert any("memberships.csv:2: error[E601]" in line for line in ran.errors), ran.err
    assert not (tmp_path / "mine/output").exists()
