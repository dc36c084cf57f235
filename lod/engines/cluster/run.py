"""Run a plan on a Spark cluster.  sources + plan -> a folder of sorted N-Quads.

session -> load -> wrong IRIs -> quads -> folder.  The files of the folder, one after the other, are the very bytes that
one machine writes in the order of subject, predicate, object, graph; each quad stands there once.
Read first: plan/spark.py, model.py.  pyspark is imported inside functions: it is no part of the installation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lod.engines.cluster import doubts
from lod.engines.cluster import folder as folders
from lod.engines.cluster.faults import NotOnCluster, SparkFails
from lod.engines.cluster.files import Files
from lod.engines.cluster.model import Asked, Here, Job, Judge, Prepared, Unread, Written
from lod.engines.cluster.session import causes, said, session
from lod.engines.cluster.sources import CsvFiles, find, load
from lod.errors import BadTermMap, Failed, InvalidIri, LodError, Place, raise_all
from lod.functions.catalogue import find as find_function
from lod.plan.bind import bind
from lod.plan.model import Apply, Emit, Piece, Plan, RowNumber, Text
from lod.plan.rewrite import drop_unused_columns, rewrite
from lod.plan.semijoins import drop_joins_with_oneself, start_from_there, take_values_from_here
from lod.plan.spark import function_name, statement, wrong_parts
from lod.terms import iri_fault

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PASSES = (take_values_from_here, start_from_there, drop_joins_with_oneself, drop_unused_columns)
Say = Callable[[str], None]


def run(job: Job, folder: str, asked: Asked, say: Say) -> Written:
    """Write the quads of a plan from a session of its own.

    folder   on any path that Spark writes; an earlier output is replaced when the new one is whole
    raises   Failed with C106, M104, M106, M118, T201 to T205, S730 to S734"""
    _refuse_row_numbers(job)
    say(f"starting Spark, master {asked.master}")
    with session(asked) as spark:
        return write(spark, job, folder, asked, say)


def write(spark: SparkSession, job: Job, folder: str, asked: Asked, say: Say) -> Written:
    """Write the quads of a plan; as `run`, in a session that is there."""
    _refuse_row_numbers(job)
    csvs: list[CsvFiles] = []
    with _explaining(spark, csvs):
        folders.check(spark, folder)
        files, beside = (
            Files(spark),
            f"{Files(spark).whole(folder).rstrip('/')}.views-{spark.sparkContext.applicationId}",
        )
        try:
            plan = _loaded(spark, job.plan, _brought(files, job, beside), csvs, say)
            say("looking for IRIs that are none")
            wrong = [] if job.judge else _wrong(spark, plan, job.places)
            raise_all([] if asked.skip else wrong)
            written, others = _parted(plan, job.apart)
            quads = spark.sql(statement(written, asked.skip, cuts=job.judge is not None))
            if job.judge:
                apart = spark.sql(statement(others, asked.skip, cuts=True)) if others else None
                quads = _judged(spark, quads, apart, job.judge, _copied(files, job.judge.stated, beside))
            say("rows to quads")
            parts = folders.publish(spark, quads, folder, asked.partitions)
        finally:
            spark.catalog.clearCache()
            files.delete(beside)
    return Written(sum(part.quads for part in parts), parts, tuple(wrong))


def _brought(files: Files, job: Job, folder: str) -> dict[str, Unread | Prepared]:
    """The sources; what was made on this machine is brought to where every machine of the cluster reads it."""
    sources: dict[str, Unread | Prepared] = {}
    for scan, source in job.sources.items():
        sources[scan] = _copied(files, source, folder) if isinstance(source, Here) else source
    return sources


def _copied(files: Files, source: Here, folder: str) -> Prepared:
    path = f"{folder}/{source.file.name}"
    files.bring(source.file, path)
    return Prepared(path, source.fields)


def _parted(plan: Plan, apart: Collection[int]) -> tuple[Plan, Plan | None]:
    """What is written of a plan, and what is not."""
    if not apart:
        return plan, None
    written = tuple(e for e in plan.emits if e.rule not in apart)
    return replace(plan, emits=written), replace(plan, emits=tuple(e for e in plan.emits if e.rule in apart))


def _judged(
    spark: SparkSession, mapped: DataFrame, apart: DataFrame | None, judge: Judge, stated: Prepared
) -> DataFrame:
    """All quads of a dataset that are to be written.

    apart    those that are not, but are looked at too
    raises   Failed with what its judge finds"""
    quads = mapped.unionByName(spark.read.parquet(stated.path)).distinct().persist()
    said, known = (mapped.unionByName(apart), quads.unionByName(apart)) if apart else (mapped, quads)
    raise_all(judge.faults(doubts.find(said, known, judge.base)))
    return quads


def _loaded(
    spark: SparkSession, given: Plan, sources: Mapping[str, Unread | Prepared], csvs: list[CsvFiles], say: Say
) -> Plan:
    """Offer all sources as views, and bind the plan to them."""
    views, fields = {}, {}
    for number, scan in enumerate(given.scans, 1):
        say(f"reading {scan.path or 'a query'}")
        views[scan.name] = f"lod_scan{number}"
        fields[scan.name], csv = load(spark, views[scan.name], sources[scan.name])
        csvs += [csv] if csv else []
    plan = _renamed(bind(given, fields), views)
    for iri in {piece.function for piece in _pieces(plan) if isinstance(piece, Apply)}:
        spark.udf.register(function_name(iri), _python(iri), "string")
    return rewrite(plan, PASSES)


def _renamed(plan: Plan, views: Mapping[str, str]) -> Plan:
    def emit(e: Emit) -> Emit:
        return replace(e, scan=views[e.scan], join=replace(e.join, scan=views[e.join.scan]) if e.join else None)

    scans = tuple(replace(s, name=views[s.name]) for s in plan.scans)
    return Plan(scans, tuple(emit(e) for e in plan.emits))


def _python(iri: str) -> Callable[..., str | None]:
    """A function of the catalogue as the machines of a cluster call it: they look it up in their own installation."""

    def call(*arguments: str | None) -> str | None:
        return find_function(iri, Place("")).python(*arguments)

    return call


def _pieces(plan: Plan) -> Iterator[Piece]:
    for e in plan.emits:
        for text in _texts(e):
            yield from _inside(text)


def _texts(e: Emit) -> Iterator[Text]:
    for term in e.terms:
        yield from term.texts
    for pair in e.join.pairs if e.join else ():
        yield from pair


def _inside(text: Text) -> Iterator[Piece]:
    for piece in text:
        yield piece
        if isinstance(piece, Apply):
            for _, argument in piece.arguments:
                yield from _inside(argument)


def _refuse_row_numbers(job: Job) -> None:
    what, advice = "a blank node that is numbered by its row", "give it a reference or a template of its own"
    raise_all(
        [
            NotOnCluster(job.places.get(e.rule), what=what, suggestion=advice)
            for e in job.plan.emits
            if any(isinstance(piece, RowNumber) for text in _texts(e) for piece in _inside(text))
        ]
    )


def _wrong(spark: SparkSession, plan: Plan, places: Mapping[int, Place]) -> list[LodError]:
    """IRIs and language tags that are none, at the rule that gives them."""
    query, where = wrong_parts(plan)
    found = spark.sql(query).collect() if query else []
    errors: list[LodError] = []
    for number, value in sorted((row[0], row[1]) for row in found):
        e, role = where[number]
        if role == "language":
            expected = "give a tag of BCP 47"
            errors.append(BadTermMap(places.get(e.rule), message=f'"{value}" is no language tag', expected=expected))
            continue
        errors.append(InvalidIri(places.get(e.rule), role=role, value=value, reason=iri_fault(value), rule="this one"))
    return errors


@contextmanager
def _explaining(spark: SparkSession, csvs: Sequence[CsvFiles]) -> Iterator[None]:
    """Say where a file is no CSV, if that is what stopped Spark; else S733 with what Spark says."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError, ConnectionError) as error:
        told = unquote("\n".join(causes(error)))
        for csv in csvs:
            raise_all(find(spark, csv, [file for file in csv.files if file.partition(":")[2].lstrip("/") in told]))
        raise Failed([SparkFails(message=said(error))]) from None
