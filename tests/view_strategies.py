"""Random logical views over a JSON file and a CSV file, as RML in Turtle, and the records that an oracle reads.

A JSON record holds others, and texts that are JSON or CSV; so do the cells of the CSV file.  Every name is there in
every record, if only as null, because a name that no record has is a mistake.  Nothing here uses the program's readers.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from lod.mapping.interpret import Record, Valued
from lod.vocab import XSD

Thing = Mapping[str, object]
SCALARS = st.one_of(st.sampled_from(["a", "b", "x y", "", "1"]), st.integers(0, 3), st.booleans(), st.none())
TEXTS = st.sampled_from(["a", "b", "1", "x,y", ""])
LEAVES = st.fixed_dictionaries({"a": SCALARS, "b": SCALARS})
INNER = st.fixed_dictionaries(
    {"a": SCALARS, "tags": st.lists(SCALARS, max_size=2), "deep": st.lists(LEAVES, max_size=2)}
)
JSON_TEXTS = st.one_of(st.just(""), st.lists(LEAVES, max_size=2).map(json.dumps))


def csv_of(rows: list[tuple[str, str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([("a", "b"), *rows])
    return out.getvalue()


CSV_TEXTS = st.one_of(st.just(""), st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(csv_of))
THINGS = st.fixed_dictionaries(
    {
        "a": SCALARS,
        "tags": st.lists(SCALARS, max_size=2),
        "in": st.one_of(st.none(), st.lists(INNER, max_size=2)),
        "json": JSON_TEXTS,
        "csv": CSV_TEXTS,
    }
)
ROWS = st.fixed_dictionaries({"a": TEXTS, "b": TEXTS, "json": JSON_TEXTS, "csv": CSV_TEXTS})


def valued(value: object) -> list[Valued]:
    """A value of JSON with its natural datatype."""
    if value is None:
        return []
    if isinstance(value, bool):
        return [(str(value).lower(), XSD + "boolean")]
    return [(str(value), XSD + "integer" if isinstance(value, int) else "")]


def record(thing: object) -> Record:
    """A JSON object as the oracle reads it."""
    assert isinstance(thing, dict)
    cells: dict[str, list[Valued]] = {}
    inside: dict[tuple[str, str], list[Record]] = {}
    for name, value in thing.items():
        if name in ("in", "deep"):
            inside["", f"$.{name}[*]"] = [record(inner) for inner in value or ()]
        elif isinstance(value, list):
            cells[f"$.{name}[*]"] = [pair for one in value for pair in valued(one)]
        else:
            cells[f"$.{name}"] = valued(value)
    return Record(cells, frozenset(), inside=inside | texts(thing))


def row(cells: dict[str, str]) -> Record:
    """A row of CSV as the oracle reads it."""
    found: dict[str, list[Valued]] = {name: [(cell, "")] if cell else [] for name, cell in cells.items()}
    return Record(found, frozenset(), inside=texts(cells))


def texts(thing: Thing) -> dict[tuple[str, str], list[Record]]:
    """The records in the texts of an object or row."""
    found: dict[tuple[str, str], list[Record]] = {("", "$[*]"): [], ("", ""): []}
    if text := thing.get("json"):
        found[str(text), "$[*]"] = [record(inner) for inner in json.loads(str(text))]
    if text := thing.get("csv"):
        found[str(text), ""] = [row(dict(r)) for r in csv.DictReader(io.StringIO(str(text), newline=""))]
    return found


@dataclass(frozen=True, slots=True)
class Drawn:
    """Two files, and views over them."""

    things: Sequence[Thing]
    rows: list[dict[str, str]]
    rml: str
    last: list[str]  # the keys of the last view, which a triples map states

    @property
    def files(self) -> dict[str, str]:
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, ["a", "b", "json", "csv"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return {"things.json": json.dumps(self.things), "rows.csv": out.getvalue(), "m.ttl": self.rml}

    @property
    def records(self) -> dict[str, list[Record]]:
        return {"things.json": [record(t) for t in self.things], "rows.csv": [row(r) for r in self.rows]}


PREFIXES = "@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://e.org/> .\n"
SOURCES = """<#things> rml:source "things.json" ; rml:referenceFormulation rml:JSONPath ; rml:iterator "$[*]" .
<#rows> rml:source "rows.csv" ; rml:referenceFormulation rml:CSV .
"""
GREL = "http://users.ugent.be/~bjdmeest/function/grel.ttl#"
CALL = (
    f"rml:functionExecution [ rml:function <{GREL}{{}}> ; rml:input [ rml:parameter <{GREL}valueParam> ; "
    'rml:inputValueMap [ rml:reference "{}" ] ] ]'
)
FUNCTIONS = st.sampled_from(["toUpperCase", "toLowerCase"])  # the first is SQL, the second Python alone


class Fields:
    """Draws fields, and remembers their keys."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self.keys = ["#"]

    def some(self, references: list[str], above: str, deeper: dict[str, list[str]], most: int = 3) -> str:
        """Fields declared on records that have these references, and hold other records by these iterators."""
        count = self._draw(st.integers(1, most))
        return " ".join(f"rml:field {self.one(references, above, f'f{n}', deeper)} ;" for n in range(count))

    def one(self, references: list[str], above: str, declared: str, deeper: dict[str, list[str]]) -> str:
        name = f"{above}.{declared}" if above else declared
        if deeper and self._draw(st.integers(0, 2)) == 0:
            iterator = self._draw(st.sampled_from(sorted(deeper)))
            self.keys.append(f"{name}.#")
            inner = {"$.deep[*]": ["$.a", "$.b"]} if "$.deep[*]" in deeper[iterator] else {}
            names = [r for r in deeper[iterator] if r not in inner]
            start = f'[ a rml:IterableField ; rml:fieldName "{declared}" ; rml:iterator "{iterator}" ; '
            return f"{start}{self.some(names, name, inner, 2)} ]"
        self.keys += [f"{name}.#", name]
        start = f'[ rml:fieldName "{declared}" ; '
        text = [r for r in references if r.endswith(("json", "csv"))]
        if text and self._draw(st.integers(0, 2)) == 0:
            return start + self.text(self._draw(st.sampled_from(text)), name)
        plain = [r for r in references if r not in text]
        return f"{start}{self._draw(expressions(plain))} ]"

    def text(self, reference: str, name: str) -> str:
        """A field whose values hold records."""
        self.keys.append(f"{name}.t.#")
        form = 'rml:JSONPath ; rml:iterator "$[*]"' if reference.endswith("json") else "rml:CSV"
        names = ["$.a", "$.b"] if reference.endswith("json") else ["a", "b"]
        inner = self.some(names, f"{name}.t", {}, 2)
        return (
            f'rml:reference "{reference}" ; rml:field [ a rml:IterableField ; rml:fieldName "t" ; '
            f"rml:referenceFormulation {form} ; {inner} ] ]"
        )


def expressions(references: list[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from(references)
    return st.one_of(
        names.map(lambda r: f'rml:reference "{r}"'),
        names.map(lambda r: f'rml:reference "{r}"'),
        st.builds(lambda a, b: f'rml:template "{{{a}}}-{{{b}}}"', names, names),
        st.just('rml:constant "c"'),
        st.builds(CALL.format, FUNCTIONS, names),
    )


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """Some views, each on a file or on a view before it, with joins to views before it."""
    rml, keys = PREFIXES + SOURCES, list[list[str]]()
    for number in range(draw(st.integers(1, 4))):
        fields = Fields(draw)
        kind = draw(st.sampled_from(["json", "json", "csv", "csv", *(["view"] if keys else [])]))
        if kind == "json":
            on, names = "<#things>", ["$.a", "$.tags[*]", "$.json", "$.csv"]
            body = fields.some(names, "", {"$.in[*]": ["$.a", "$.tags[*]", "$.deep[*]"]})
        elif kind == "csv":
            on, body = "<#rows>", fields.some(["a", "b", "json", "csv"], "", {})
        else:
            n = draw(st.integers(0, len(keys) - 1))
            on, body = f"<#v{n}>", fields.some([k for k in keys[n] if not k.endswith(("json", "csv"))], "", {})
        own = list(fields.keys)
        for j in range(draw(st.integers(0, 2)) if keys else 0):
            n = draw(st.integers(0, len(keys) - 1))
            rml_join, more = join(draw, n, own, keys[n], f"j{j}")
            body += rml_join
            fields.keys += more
        rml += f"<#v{number}> a rml:LogicalView ; rml:viewOn {on} ; {body} .\n"
        keys.append(fields.keys)
    last = keys[-1]
    said = " , ".join(
        f'[ rml:predicate ex:k{n} ; rml:objectMap [ rml:reference "{key}" ] ]' for n, key in enumerate(last)
    )
    rml += f"<#t> rml:logicalSource <#v{len(keys) - 1}> ; rml:subjectMap [ rml:termType rml:BlankNode ] ;\n"
    rml += f"  rml:predicateObjectMap {said} .\n"
    return Drawn(
        draw(st.lists(THINGS, min_size=1, max_size=3)), draw(st.lists(ROWS, min_size=1, max_size=3)), rml, last
    )


def join(draw: st.DrawFn, number: int, own: list[str], theirs: list[str], prefix: str) -> tuple[str, list[str]]:
    conditions = ""
    for _ in range(draw(st.integers(1, 2))):
        child, parent = draw(st.sampled_from(own)), draw(st.sampled_from(theirs))
        conditions += f'rml:joinCondition [ rml:child "{child}" ; rml:parent "{parent}" ] ; '
    names = [f"{prefix}{n}" for n in range(draw(st.integers(1, 2)))]
    fields = "".join(f'rml:field [ rml:fieldName "{name}" ; {draw(expressions(theirs))} ] ; ' for name in names)
    kind = draw(st.sampled_from(["leftJoin", "innerJoin"]))
    text = f" rml:{kind} [ rml:parentLogicalView <#v{number}> ; {conditions}{fields}] ;"
    return text, [key for name in names for key in (f"{name}.#", name)]
