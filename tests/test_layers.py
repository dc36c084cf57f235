"""The map of the package as a test: who may import whom, and what no module may contain."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Top to bottom: a module imports from lower rows only; the words of one row do not know each other.
# A word is a module (config) or a whole sub-package (plan), whose modules may import each other.
LAYERS = (
    ("cli",),
    ("commands", "inquiry", "serving"),
    ("linking",),
    ("curation", "desk"),
    ("process", "words"),
    ("console",),
    ("partitions",),
    ("reviewing",),
    ("build", "map", "proposing", "scaffold"),
    ("patch",),
    ("catalog", "explain", "gate", "linked", "passages", "query", "site", "trace", "validate"),
    ("checks", "decisions", "web"),
    ("accession", "push", "release", "store"),
    ("dumps", "records"),
    ("report",),
    ("origins",),
    ("evidence", "faults", "shapes"),
    ("archive",),
    ("engines", "rdf"),
    ("dictionary",),
    ("workbench",),
    ("plan", "reconciliation"),
    ("mapping", "links"),
    ("functions", "questions", "sources"),
    ("config_file",),
    ("config",),
    ("config_wikidata", "packing"),
    ("sparql",),
    ("edtf", "edtf_levels", "literals", "turtle", "xsd"),
    ("blocks", "terms"),
    ("errors", "vocab"),
)
OVER_QUADS = ("clerk", "description", "triples", "worker", "zygote")
DOORS = {  # third-party package: the only modules that may import it
    "backports": {"packing"},
    "click": {"cli", "commands", "console", "desk", "inquiry", "linking", "process", "serving", "words"},
    "duckdb": {"engines", "workbench"},
    "edtf": {"edtf"},
    "jsonpath": {"sources.jsonpaths"},
    "lxml": {"sources.xmltext", "sources.xpaths"},
    "jinja2": {"curation.page", "report.html", "site.templates", "web"},
    "psycopg": {"sources.postgresql"},
    "pymysql": {"sources.mysql"},
    "py4j": {"engines.cluster"},
    "pyspark": {"engines.cluster"},
    "pyoxigraph": {"rdf", "shapes.flat", "store", *(f"web.{word}" for word in OVER_QUADS)},
    "pyshacl": {"shapes.oracle"},
    "rdflib": {"shapes.graphs", "shapes.oracle"},
    "rapidfuzz": {"links.names", "reconciliation.index", "reconciliation.likeness"},
    "requests": {"links.wikidata", "push"},
    "starlette": {"web"},
    "uvicorn": {"web.server"},
    "uvloop": {"web.server"},
    "yaml": {"mapping.yaml_nodes"},
    "rich": {"console"},
    "urllib3": {"links.wikidata"},
}
NEVER = {
    *(("site", word) for word in ("web", "mapping", "plan", "engines", "shapes", "workbench", "checks")),
    ("mapping.interpret", "plan"),  # else the oracle is not independent
    ("mapping.interpret_views", "plan"),
    ("plan", "mapping.interpret"),
    ("engines", "mapping.interpret_views"),
    ("build", "links.wikidata"),  # a build never asks the network
    ("build", "links.propose"),
    # it reads what was published; what writes is beside it and loaded only on request
    *(("web", word) for word in ("mapping", "plan", "engines", "shapes", "workbench", "links")),
    *(("curation", word) for word in ("mapping", "plan", "engines", "shapes", "workbench", "linked", "proposing")),
}
LINES = 300

TREES = {
    ".".join(path.relative_to(ROOT / "lod").with_suffix("").parts): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "lod").rglob("*.py"))
}
MODULES = sorted(name for name in TREES if name.split(".")[-1] != "__init__")


def inside(module: str, word: str) -> bool:
    return module == word or module.startswith(word + ".")


def row(module: str) -> tuple[int, str]:
    """The row of a module, counted from the top, and the word it stands under."""
    for number, words in enumerate(LAYERS):
        for word in words:
            if inside(module, word):
                return number, word
    pytest.fail(f"lod/{module.replace('.', '/')}.py has no place in LAYERS: decide which row it belongs to")


def imports(module: str) -> Iterator[str]:
    """Full names of what a module imports, inside functions too; `from lod import terms` gives lod.terms."""
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: a relative import"
            whole = str(node.module)
            names = [f"{whole}.{alias.name}" for alias in node.names]
            yield from (name if name.removeprefix("lod.") in TREES else whole for name in names)


def ours(module: str) -> list[str]:
    return sorted({name.removeprefix("lod.") for name in imports(module) if name.startswith("lod.")})


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down_and_siblings_do_not_know_each_other(module: str) -> None:
    height, word = row(module)
    for other in ours(module):
        depth, theirs = row(other)
        assert word == theirs or height < depth, f"{module} imports {other}"
        assert not any(inside(module, a) and inside(other, b) for a, b in NEVER), f"{module} imports {other}"


@pytest.mark.parametrize("module", MODULES)
def test_a_third_party_package_has_one_door(module: str) -> None:
    for package in {name.split(".")[0] for name in imports(module)}:
        assert package != "tests", f"{module} imports tests"
        doors = DOORS.get(package, {module})
        assert any(inside(module, door) for door in doors), f"{module} imports {package}; its doors are {doors}"


def test_no_module_imports_itself_over_any_number_of_steps() -> None:
    order = TopologicalSorter({module: ours(module) for module in MODULES}).static_order()
    assert set(order) >= set(MODULES)  # a cycle raises CycleError, which names it


@pytest.mark.parametrize("module", TREES)
def test_a_module_keeps_the_house_rules(module: str) -> None:
    tree = TREES[module]
    text = (ROOT / "lod" / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LINES, f"{module} has more than {LINES} lines: which second noun hides in it?"
    assert not module.endswith(".__init__") or not text.strip(), f"{module} must be empty: re-exports make cycles"
    for node in ast.walk(tree):
        assert not isinstance(node, ast.Global), f"{module}:{node.lineno}: global"
        if isinstance(node, ast.ExceptHandler):
            caught = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"Exception"}
            assert not caught & {"Exception", "BaseException"}, f"{module}:{node.lineno}: which errors, really?"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"{module}:{node.lineno}: only the command line speaks"
