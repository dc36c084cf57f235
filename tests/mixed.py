"""The small railway with sources of every kind: also JSON, XML, SQLite, Parquet, and CSV written in other ways."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import duckdb

from tests.dataset import copy, spoil

ENGINES = [
    {"id": "e-1", "name": "Ada", "power": 80.25, "weight": 100.0, "electric": True, "wheels": 8, "lines": ["coast"]},
    {"id": "e-2", "name": "", "power": 1e-7, "weight": None, "electric": False, "lines": ["coast", "hill"]},
    {"id": "é/3", "name": 'A "B"', "power": 7, "wheels": 10, "lines": []},
]
CREW = """<?xml version="1.0"?><crew>
  <person id="c-1"><name>Bo</name><name>Bodil</name><drives>e-1</drives></person>
  <person id="c-2"><name>Cyd</name></person></crew>"""
TICKETS = [(1, "alder", 2.5, "1999-12-31", 1), (2, "birch", 12.0, None, 0), (10, "alder", None, "2000-01-01", None)]
SIGNALS = 'id;place;state\r\ns-1;"Gleis\r\nSüd";n/a\r\n\r\ns-2;Kai;up\r\n'
BRIDGES = "SELECT * FROM (VALUES ('b-1', 3, 12.5), ('b-2', NULL, 0.5)) AS t(id, arches, length)"
WORDS = {
    "Class": "Engine Person Ticket Signal Bridge",
    "ObjectProperty": "drives soldAt runsOn",
    "DatatypeProperty": "power weight electric wheels price sold refunded cheap place state arches length",
}
TERMS = "".join(f"ex:{name} a owl:{kind} .\n" for kind, names in WORDS.items() for name in names.split())
MAPPING = Path(__file__).parent / "data" / "stock.rml.ttl"


def mixed(folder: Path) -> Path:
    """A dataset that reads everything, not built."""
    root = copy(folder)
    facts = root / "mappings/facts"
    shutil.copyfile(MAPPING, root / "mappings/stock.rml.ttl")
    with (root / "ontology/terms.ttl").open("a", encoding="utf-8") as terms:
        terms.write(TERMS)
    spoil(root, "pyproject.toml", '"links.nt" =', '"stock.ttl" = ["stock"]\n"links.nt" =')
    engines(root, ENGINES)
    (facts / "crew.xml").write_text(CREW, encoding="utf-8")
    tickets(root, TICKETS)
    (facts / "signals.csv").write_bytes(SIGNALS.encode("latin-1"))
    (facts / "more.csv.gz").write_bytes(gzip.compress(b"id,name\nb-1,Long bridge\nb-2,Short bridge\n", mtime=0))
    with duckdb.connect() as con:
        con.execute(f"COPY ({BRIDGES}) TO '{facts}/bridges.parquet' (FORMAT parquet)")
    return root


def engines(root: Path, given: Sequence[object]) -> None:
    """Write the JSON file."""
    file = root / "mappings/facts/engines.json"
    file.write_text(json.dumps({"engines": given}, ensure_ascii=False, indent=1), encoding="utf-8")


def tickets(root: Path, rows: Sequence[tuple[object, ...]]) -> None:
    """Write the database anew, with the rows in this order."""
    file = root / "mappings/facts/tickets.db"
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as con, con:
        con.execute("CREATE TABLE tickets (id INTEGER, station TEXT, price REAL, sold DATE, refunded BOOLEAN)")
        con.executemany("INSERT INTO tickets VALUES (?, ?, ?, ?, ?)", rows)
