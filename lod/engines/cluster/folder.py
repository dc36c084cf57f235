"""Write quads into a folder as sorted N-Quads files.  SELECT of quads -> part-00000.nq, …, manifest.json, _SUCCESS.

Files go into a folder beside, which gets its name when all are whole; _SUCCESS is the last thing to appear, since some
stores of files rename one by one.  Each file holds a range of the order s, p, o, g of the N-Triples texts by their
bytes, so that they need only be put one after the other.  Spec: RDF 1.1 N-Quads section 2."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from lod.engines.cluster.faults import FolderTaken
from lod.engines.cluster.files import Files
from lod.engines.cluster.model import Part
from lod.errors import raise_all

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ORDER = ("s", "p", "o", "g")
LINE = "concat(s, ' ', p, ' ', o, CASE WHEN g = '' THEN '' ELSE concat(' ', g) END, ' .') AS value"
MANIFEST, SUCCESS = "manifest.json", "_SUCCESS"
OURS = re.compile(r"part-\d{5,}\.nq|manifest\.json|_SUCCESS")
SPARKS = re.compile(r"part-(\d+)-.*")  # how Spark calls the files it writes


def check(spark: SparkSession, folder: str) -> None:
    """Refuse a folder that holds what we have not written.

    raises   Failed with S734"""
    files = Files(spark)
    if files.exists(folder) and not all(OURS.fullmatch(name) for name in files.sizes(folder)):
        raise_all([FolderTaken(folder=folder)])


def publish(spark: SparkSession, quads: DataFrame, folder: str, partitions: int) -> tuple[Part, ...]:
    """Write quads, each once and in order; an earlier output of the folder is replaced.

    quads        columns g, s, p, o
    partitions   how many files at most; 0: as their size asks for
    returns      the files in their order"""
    files = Files(spark)
    new = f"{files.whole(folder).rstrip('/')}.unfinished-{spark.sparkContext.applicationId}"
    try:
        _write(quads, new, partitions)
        names = sorted(filter(SPARKS.match, files.sizes(new)), key=_number)
        for number, name in enumerate(names):
            files.move(f"{new}/{name}", f"{new}/part-{number:05}.nq")
        parts = _counted(spark, new)
        files.write(f"{new}/{MANIFEST}", _manifest(parts))
        _replace(files, new, folder)
        files.write(f"{folder}/{SUCCESS}", b"")
    finally:
        files.delete(new)
    return parts


def _number(name: str) -> int:
    match = SPARKS.match(name)
    return int(match.group(1)) if match else -1


def _write(quads: DataFrame, folder: str, partitions: int) -> None:
    # duplicates first, although sorting alone would do: a quad that a billion rows state would go to one machine
    ranged = quads.distinct()
    ranged = ranged.repartitionByRange(partitions, *ORDER) if partitions else ranged.repartitionByRange(*ORDER)
    lines = ranged.sortWithinPartitions(*ORDER).selectExpr(LINE)
    lines.write.options(**{"mapreduce.fileoutputcommitter.marksuccessfuljobs": "false", "lineSep": "\n"}).text(folder)


def _counted(spark: SparkSession, folder: str) -> tuple[Part, ...]:
    """The files as they are: read again, so that the manifest says what is there."""
    sizes = {name: size for name, size in Files(spark).sizes(folder).items() if OURS.fullmatch(name)}
    if not sizes:
        return ()
    lines = spark.read.option("lineSep", "\n").text([f"{folder}/{name}" for name in sizes])
    counts = {row[0]: int(row[1]) for row in lines.groupBy("_metadata.file_name").count().collect()}
    return tuple(Part(name, counts.get(name, 0), sizes[name]) for name in sorted(sizes, key=lambda n: (len(n), n)))


def _manifest(parts: tuple[Part, ...]) -> bytes:
    said = {
        "order": "subject, predicate, object, graph, as N-Triples by their UTF-8 bytes",
        "quads": sum(part.quads for part in parts),
        "parts": [{"file": part.file, "quads": part.quads, "bytes": part.bytes} for part in parts],
    }
    return (json.dumps(said, indent=2) + "\n").encode()


def _replace(files: Files, new: str, folder: str) -> None:
    """Give the new folder its name; the old one stays until then."""
    old, there, done = f"{new}-old", files.exists(folder), False
    if there:
        files.move(folder, old)
    try:
        files.move(new, folder)
        done = True
    finally:
        if there and not done:
            files.move(old, folder)
    files.delete(old)
