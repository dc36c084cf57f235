"""Ask the published store.  a question's name, a file or SPARQL text -> rows; and rows -> table, CSV, JSON.

Spec: SPARQL 1.1 Query Results JSON Format, SPARQL 1.1 Query Results CSV and TSV Formats."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path

from lod import store, turtle
from lod.config import Config
from lod.errors import Failed, NotUtf8, Place, UnknownQuestion, did_you_mean
from lod.store import Answer
from lod.terms import Term, short
from lod.vocab import XSD_STRING

SPARQL = re.compile(r"\s*(select|ask|construct|describe|prefix|base|insert|delete|load|clear)\s", re.IGNORECASE)


def find(config: Config, wanted: str) -> str:
    """The SPARQL text meant: that of a competency question, of a file, or the text itself.

    raises   Failed with Q802 where it is none of them"""
    questions = {p.stem: p for p in config.path(config.questions).glob("*.rq")}
    if wanted in questions:
        return _read(questions[wanted])
    if "{" in wanted or SPARQL.match(wanted):
        return wanted
    if Path(wanted).is_file():
        return _read(Path(wanted))
    raise Failed([UnknownQuestion(name=wanted, suggestion=did_you_mean(wanted, questions))])


def _read(file: Path) -> str:
    data = file.read_bytes()
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Failed([NotUtf8(Place(str(file), line), position=error.start, byte=data[error.start])]) from error


def ask(config: Config, text: str, folder: str = "store") -> Answer:
    """Run a query on the store of the last build; see `lod.store.query` for what it raises."""
    shown = f"{config.output}/{folder}"
    return store.query(config.path(config.output) / folder, text, shown)


def term(text: str) -> Term:
    """Read one term of an answer."""
    if text.startswith("_:"):
        return Term("bnode", text[2:])
    return turtle.read(f"<x:s> <x:p> {text} .", "answer").triples[0].o


def plain(text: str | None, prefixes: Mapping[str, str]) -> str:
    """A term as a person reads it: IRIs by prefix, literals without quotes and datatype, - for unbound."""
    if text is None:
        return "-"
    return short(text, prefixes) if text.startswith("<") else term(text).lexical


def as_csv(answer: Answer) -> str:
    """SPARQL 1.1 CSV: plain values, unbound is empty."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(answer.variables)
    table.writerows([[_csv(t) for t in row] for row in answer.rows])
    return out.getvalue()


def _csv(text: str | None) -> str:
    return "" if text is None else text if text.startswith("_:") else term(text).lexical


def as_json(answer: Answer) -> str:
    """SPARQL 1.1 JSON."""
    if answer.truth is not None:
        return json.dumps({"head": {}, "boolean": answer.truth}, indent=2) + "\n"
    bindings = [
        {name: _json(term(t)) for name, t in zip(answer.variables, row, strict=True) if t is not None}
        for row in answer.rows
    ]
    document = {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _json(value: Term) -> dict[str, str]:
    if value.kind != "literal":
        return {"type": "uri" if value.kind == "iri" else "bnode", "value": value.lexical}
    extra = {"xml:lang": value.lang} if value.lang else {"datatype": value.datatype}
    return {"type": "literal", "value": value.lexical, **({} if extra.get("datatype") == XSD_STRING else extra)}
