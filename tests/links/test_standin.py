"""The stand-in for Wikidata answers in the shapes that were recorded of the real one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.links.conftest import Asking
from tests.standin import base, faults
from tests.standin.base import text, time, valueless
from tests.standin.faults import PASSING

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "wikidata" / "fixtures"
FREE = {"entities", "labels", "descriptions", "aliases", "claims", "sitelinks", "qualifiers"}  # maps with any keys
MAY_LACK = {"description", "label"}  # what nobody has written yet
NEWER = {"display", "repository", "timestamp"}  # of what was recorded before these were added
recorded = pytest.mark.skipif(not FIXTURES.is_dir(), reason="recorded answers are beside the repository, not in it")
ALLENDE = "Q440"
AGENT = {"User-Agent": "test/1 (https://example.org/)"}


class Shape:
    """The kinds of a value at one place of many documents; for maps which keys there are, and which always."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.keys: dict[str, Shape] = {}
        self.always: set[str] | None = None

    def see(self, value: object, key: str = "") -> Shape:
        self.kinds.add(type(value).__name__)
        if isinstance(value, dict):
            free = key in FREE
            self.always = set(value) & (set(value) if self.always is None else self.always) if not free else set()
            for name, part in value.items():
                self.keys.setdefault("*" if free else name, Shape()).see(part, name)
        if isinstance(value, list):
            for part in value:
                self.keys.setdefault("[]", Shape()).see(part)
        return self

    def misfits(self, other: Shape, path: str = "") -> list[str]:
        """What this has that the other has not, and what this lacks that the other always has."""
        found = [f"{path}: {kind} is never so" for kind in self.kinds - other.kinds]
        found += [
            f"{path}/{key} is lacking"
            for key in (other.always or set()) - set(self.keys) - MAY_LACK
            if "dict" in self.kinds
        ]
        for key, part in self.keys.items():
            if key in other.keys:
                found += part.misfits(other.keys[key], f"{path}/{key}")
            elif key not in NEWER:
                found.append(f"{path}/{key} is new")
        return found


def shape(*files: str, key: str = "") -> Shape:
    seen = Shape()
    for file in files:
        seen.see(json.loads((FIXTURES / file).read_text(encoding="utf-8")), key)
    return seen


def api(asking: Asking, **asked: str) -> object:
    return requests.get(asking.settings.api, params=asked, headers=AGENT, timeout=5).json()


@recorded
def test_entities_have_the_recorded_shape(asking: Asking) -> None:
    asking.server.base.extra[ALLENDE] = {
        "P214": [text("P214", "1")],
        "P569": [time("P569", "1908", 9)],
        "P570": [valueless("P570", "somevalue")],
    }
    asking.server.base.pages["eswiki:Salvador Allende"] = ALLENDE
    asking.server.faults.redirects["Q32063953"] = ALLENDE
    ids = "|".join(["Q6", "Q32063953", *list(asking.server.base.rows)[:40]])
    found = Shape().see(api(asking, action="wbgetentities", ids=ids))
    found.see(api(asking, action="wbgetentities", sites="dewiki", titles="1234567890"))
    old = [f"wdtk/wbgetentities-{name}.json" for name in ("Q32063953", "Q6-Q42-P31", "1234567890-missing")]
    new = sorted(str(p.relative_to(FIXTURES)) for p in FIXTURES.glob("nomenklatura/*126923790*.json"))
    assert found.misfits(shape(*old, *new)) == []


@recorded
@pytest.mark.parametrize("words", ["Salvador", "no such name"])
def test_a_search_for_names_has_the_recorded_shape(asking: Asking, words: str) -> None:
    found = Shape().see(api(asking, action="wbsearchentities", search=words, language="es", limit="3"))
    assert found.misfits(shape("wdtk/wbsearchentities-abc.json", "wdtk/wbsearchentities-empty.json")) == []


@recorded
def test_errors_have_the_recorded_shape(asking: Asking) -> None:
    found = Shape().see(api(asking, action="wbgetentities", ids="bogus"))
    asking.server.faults.passing = ["maxlag"]
    found.see(api(asking, action="wbgetentities", ids="Q1"))
    files = ["error.json", "error-maxlag.json", "error-maxlag-full.json", "wbgetentities-bogus.json"]
    assert found.misfits(shape(*(f"wdtk/{file}" for file in files))) == []


@recorded
def test_a_sparql_result_has_the_recorded_shape(asking: Asking) -> None:
    client = asking.client()
    from lod.links import questions

    found = Shape()
    for query in (questions.named([("Salvador Allende", "es")]), questions.dated([ALLENDE], "P569")):
        answer = requests.get(client.settings.sparql, params={"query": query}, headers=AGENT, timeout=5).json()
        assert set(answer) == {"head", "results"}
        assert set(answer["head"]) == {"vars"}
        for row in answer["results"]["bindings"]:
            assert set(row) <= set(answer["head"]["vars"])
            for cell in row.values():
                found.see(cell)
    real = json.loads((FIXTURES / "sparql/full_response_chile_deputies.json").read_text(encoding="utf-8"))
    cells = Shape()
    for row in real["results"]["bindings"]:
        for cell in row.values():
            cells.see(cell)
    assert found.misfits(cells) == []


@recorded
def test_a_reconciliation_result_has_the_shape_of_the_specification(asking: Asking) -> None:
    queries = {"q0": {"query": "Salvador Allende", "type": "Q5", "limit": 3}}
    form = {"queries": json.dumps(queries)}
    found = requests.post(asking.settings.reconciliation, data=form, headers=AGENT, timeout=5).json()
    example = json.loads(
        (FIXTURES / "reconciliation-specs/0.2-reconciliation-result-batch_valid_example-full.json").read_text()
    )
    ours, theirs = Shape(), Shape()
    for result in found.values():
        ours.see(result)
    for result in example.values():
        theirs.see(result)
    assert ours.misfits(theirs) == []
    manifest = requests.get(asking.settings.reconciliation, headers=AGENT, timeout=5).json()
    schema = json.loads((FIXTURES / "reconciliation-specs/schema-0.2-manifest.json").read_text())
    assert set(schema["required"]) <= set(manifest) <= set(schema["properties"])


def test_a_search_says_where_it_goes_on(asking: Asking) -> None:
    first = requests.get(
        asking.settings.api,
        params={"action": "wbsearchentities", "search": "s", "language": "es", "limit": "2"},
        headers=AGENT,
        timeout=5,
    ).json()
    assert (len(first["search"]), first["search-continue"]) == (2, 2)


def test_an_agent_without_a_contact_is_refused(asking: Asking) -> None:
    assert requests.get(asking.settings.api, timeout=5).status_code == 403


def test_faults_are_read_from_a_command_line() -> None:
    found = faults.parse("maxlag,429*3,redirect=Q1>Q2,missing=Q6,bad=Q5,silent=Q7,lists,noagent,after=2")
    assert found.passing == ["maxlag", "429", "429", "429"]
    assert (found.redirects, found.missing, found.bad, found.silent) == ({"Q1": "Q2"}, {"Q6"}, {"Q5"}, {"Q7"})
    assert (found.lists, found.agent, found.after) == (True, False, 2)
    assert faults.parse(",".join(PASSING)).passing == list(PASSING)
    with pytest.raises(SystemExit, match="no fault is called maxlags"):
        faults.parse("maxlags")


def test_the_stand_in_runs_as_a_program(root: Path) -> None:
    words = [sys.executable, "-m", "tests.standin", "--kb", "tests/data/wikidata.tsv", "--faults", "missing=Q440"]
    with subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "[tool.lod.wikidata]\n"
            api = process.stdout.readline().split('"')[1]
            asked = {"action": "wbgetentities", "ids": "Q440|Q298"}
            found = requests.get(api, params=asked, headers=AGENT, timeout=5).json()["entities"]
        finally:
            process.terminate()
    assert (found["Q440"], found["Q298"]["labels"]["es"]["value"]) == ({"id": "Q440", "missing": ""}, "Chile")


def test_the_whole_knowledge_base_can_be_served(root: Path) -> None:
    file = root.parent / "shared" / "wikidata" / "kb.tsv.gz"
    if not file.is_file():
        pytest.skip("the knowledge base is beside the repository, not in it")
    whole = base.read(file)
    assert len(whole.rows) > 166_000
    assert "Q440" in {row.qid for row, _ in whole.beginning("Salvador Allende", 50)}
