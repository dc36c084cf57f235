"""Say what a build depends on besides its tables.  Config -> digest, kept in the workbench.

A patch takes over what an earlier build has made, so program, libraries and every file that says what is made of rows
must be the same.

  "kept.made"(digest)"""

from __future__ import annotations

import sys
import zlib
from hashlib import sha256
from pathlib import Path

import lod
from lod import packing
from lod.config import FILE, Config
from lod.workbench import Workbench, version

QUERY = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'kept.made'"


def digest(config: Config) -> str:
    """Name everything but the tables."""
    package = Path(lod.__file__).parent
    views = sorted(config.path(config.views).glob("*.sql"))
    named = [config.path(name) for name in (FILE, *config.ontology, *config.shapes)]
    files = [*sorted(package.rglob("*.py")), *named, *config.files(config.mappings), *views]
    libraries = (sys.version, version(), zlib.ZLIB_RUNTIME_VERSION, packing.VERSION)
    parts = [*map(str, libraries)]
    for file in files:
        found = file.read_bytes() if file.is_file() else b""
        parts.append(f"{file.name} {sha256(found).hexdigest()}")
    return sha256("\n".join(parts).encode()).hexdigest()


def save(bench: Workbench, config: Config) -> None:
    """Note what a build has been made of."""
    bench.con.execute('CREATE OR REPLACE TABLE "kept.made" AS SELECT ? AS digest', [digest(config)])


def is_same(bench: Workbench, config: Config) -> bool:
    """Whether the build before was made of the same, but for tables."""
    if not bench.number(QUERY):
        return False
    return bench.texts('SELECT digest FROM "kept.made"') == [digest(config)]
