"""Other tools that map tables to RDF, each in an environment of its own.  Job -> a command line.

An environment is made once, in the folder that BENCH_PEERS names (default: beside the temporary files); a tool that
cannot be installed, or does not start then, is left out.  SDM-RDFizer needs the ODBC library of the system."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from urllib.parse import quote, unquote

ENVIRONMENTS = Path(os.environ.get("BENCH_PEERS", Path(tempfile.gettempdir()) / "bench-peers"))


@dataclass(frozen=True, slots=True)
class Job:
    """One input to be mapped."""

    mapping: Path  # RML in the older vocabulary
    table: Path | None  # of a flat input: the one CSV file
    folder: Path  # for what the tool needs, and its output


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool: how to install it, how to call it, where its output is."""

    name: str
    package: str  # on PyPI
    module: str  # that can be imported when all is there
    prepare: Callable[[Job], tuple[list[str], Path]]  # arguments for its Python, and the file that will be written
    flat_only: bool = False  # it reads no RML; the mapping of the flat inputs is written in its own language


def _morph_kgc(job: Job) -> tuple[list[str], Path]:
    output, config = job.folder / "out.nq", job.folder / "config.ini"
    config.write_text(
        f"[CONFIGURATION]\noutput_file={output}\noutput_format=N-QUADS\nnumber_of_processes=1\n"
        f"[DS]\nmappings={job.mapping}\n",
        encoding="utf-8",
    )
    return ["-m", "morph_kgc", str(config)], output


def _sdm_rdfizer(job: Job) -> tuple[list[str], Path]:
    config = job.folder / "config.ini"
    config.write_text(
        f"[default]\nmain_directory: {job.folder}\n"
        f"[datasets]\nnumber_of_datasets: 1\noutput_folder: {job.folder}\nall_in_one_file: no\n"
        "remove_duplicate: yes\nenrichment: yes\nname: out\nordered: yes\n"
        f"[dataset1]\nname: out\nmapping: {job.mapping}\n",
        encoding="utf-8",
    )
    return ["-m", "rdfizer", "-c", str(config)], job.folder / "out.nt"


MAPLIB = """
import sys
import polars as pl
from maplib import Model
EX = "http://example.com/"
model = Model()
model.add_template('''
@prefix ex: <http://example.com/> .
@prefix ottr: <http://ns.ottr.xyz/0.4/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:Row [ottr:IRI ?person, xsd:string ?name, xsd:date ?born, ottr:IRI ?addr, xsd:decimal ?amount, ottr:IRI ?org] :: {
  ottr:Triple(?person, ex:name, ?name), ottr:Triple(?person, ex:born, ?born), ottr:Triple(?person, ex:addr, ?addr),
  ottr:Triple(?person, ex:amount, ?amount), ottr:Triple(?person, ex:org, ?org) } .''')
addr = pl.col("addr").str.replace_all(" ", "%20", literal=True).str.replace_all("/", "%2F", literal=True)
model.map(EX + "Row", pl.read_csv(sys.argv[1], infer_schema=False).unique().select(
    (EX + "person/" + pl.col("id")).alias("person"), "name", pl.col("born").str.to_date(),
    (EX + "address/" + addr).alias("addr"), pl.col("amount").cast(pl.Decimal(38, 12)),
    (EX + "org/" + pl.col("org")).alias("org")))
model.write(sys.argv[2], format="ntriples")
"""


def _maplib(job: Job) -> tuple[list[str], Path]:
    script, output = job.folder / "mapping.py", job.folder / "out.nt"
    script.write_text(MAPLIB, encoding="utf-8")
    return [str(script), str(job.table), str(output)], output


PEERS = (
    Peer("morph-kgc", "morph-kgc", "morph_kgc", _morph_kgc),
    Peer("SDM-RDFizer", "rdfizer", "rdfizer", _sdm_rdfizer),
    Peer("maplib", "maplib", "maplib", _maplib, flat_only=True),
)


def installed(peer: Peer) -> tuple[str, str]:
    """Make the environment of a peer if it is not there yet.

    returns  its Python, and its version; or empty, and what went wrong"""
    folder = ENVIRONMENTS / peer.package
    python, ready = folder / "bin" / "python", folder / "ready"
    version = [
        str(python),
        "-c",
        f"import {peer.module}; from importlib.metadata import version; print(version({peer.package!r}))",
    ]
    try:
        if not ready.is_file():
            venv.create(folder, with_pip=True, clear=True)
            subprocess.run(
                [python, "-m", "pip", "install", "--quiet", peer.package], check=True, capture_output=True, text=True
            )
            ready.touch()
        done = subprocess.run(version, check=True, capture_output=True, text=True, cwd=folder)
    except subprocess.CalledProcessError as error:
        return "", str(error.stderr).strip().rpartition("\n")[2]
    return str(python), done.stdout.strip().rpartition("\n")[2]


# ---- where the lines of others differ: lines of both sides are changed, and then have to be equal ------------------

IN_IRI = re.compile(r"<[^>]*>")
BEYOND_ASCII = re.compile(r"[\u0080-\U0010ffff]+")
DECIMAL = re.compile(r'"([+-]?\d+)(\.\d*)?("\^\^<http://www\.w3\.org/2001/XMLSchema#decimal>)')


def _ascii(line: str) -> str:
    return line if line.isascii() else IN_IRI.sub(lambda iri: BEYOND_ASCII.sub(lambda c: quote(c[0]), iri[0]), line)


def _bare(line: str) -> str:
    return IN_IRI.sub(lambda iri: unquote(iri[0]), line) if "%" in line else line


def _apostrophes(line: str) -> str:
    return line.replace('\\"', "'").replace("\\\\'", "'")


def _canonical(line: str) -> str:
    return DECIMAL.sub(lambda found: found[1] + (found[2] or "").rstrip("0").rstrip(".") + found[3], line)


KINDS: Mapping[str, Callable[[str], str]] = {
    # RML-Core, template-valued term maps: letters that IRIs may hold stay (iunreserved, RFC 3987), URIs encode them
    "letters beyond ASCII in IRIs, bare or percent-encoded": _ascii,
    # as above: every other character of a value is encoded in a template, and none where the value is the IRI
    "reserved characters in IRIs, bare or percent-encoded": _bare,
    # N-Triples section 2.4: a quotation mark is \", an apostrophe stands as it is
    "quotation marks and apostrophes, as they are or as a backslash and an apostrophe": _apostrophes,
    # RML-Core, literals: a datatype that the mapping gives changes no character of the value
    "decimals, as in the source or in canonical form": _canonical,
}


if __name__ == "__main__":  # stdin -> stdout, lines without the first so many kinds of differences
    sys.stdin.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    CHANGES = list(KINDS.values())[: int(sys.argv[1])]
    sys.stdout.writelines(reduce(lambda line, change: change(line), CHANGES, line) for line in sys.stdin)
