"""Offer sources to Spark's SQL.  CSV and Parquet on any path -> views with columns c1, c2, …; nothing is moved here.

CSV is looked through first: in UTF-8?  all line ends alike?  a text over several lines somewhere?  If not, files are
split and read by many at once; else each is read by one.  What is no CSV stops the run, and the place is looked for.
Read first: model.py, csv_files.py.  Spec: RML-IO; RFC 4180."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from lod.engines.cluster.csv_files import Head, fault, head
from lod.engines.cluster.faults import NotOnCluster
from lod.engines.cluster.files import Files
from lod.engines.cluster.model import Prepared, Unread
from lod.errors import LodError, NoSuchFile, UnknownColumn, raise_all
from lod.plan.bind import column_name
from lod.plan.spark_texts import quoted
from lod.sources.documents import nulls_of
from lod.sources.model import Field, LogicalSource

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, Row, SparkSession

PEEK = 2**20  # bytes of a file that hold its header
PACKED = (".zst", ".zip", ".bz2", ".lz4", ".snappy", ".xz")
NO_VALUE = "\x01no value\x01"  # stands for an empty cell where empty cells are values
EXACT = ("string", "tinyint", "smallint", "int", "bigint", "boolean")  # types whose texts are the same everywhere


@dataclass(frozen=True, slots=True)
class CsvFiles:
    """The files of a CSV source, as far as known before its rows are read."""

    source: LogicalSource
    files: tuple[str, ...]
    head: Head


def load(spark: SparkSession, view: str, source: Unread | Prepared) -> tuple[tuple[Field, ...], CsvFiles | None]:
    """Offer a source as a view.

    raises   Failed with C106, M104, M118, T201 to T205"""
    if isinstance(source, Prepared):
        frame = spark.read.parquet(source.path).select(*(column_name(n) for n in range(len(source.fields))))
        _offer(frame if source.fields else spark.read.parquet(source.path), view)
        return source.fields, None
    if source.source.formulation == "parquet":
        _offer(_parquet(spark, source), view)
        csv = None
    else:
        csv, frame = _csv(spark, source)
        _offer(frame, view)
    return tuple(Field(reference) for reference in source.places), csv


def _offer(frame: DataFrame, view: str) -> None:
    """Rows are kept once they are read: checks, joins and sorting ask for them again."""
    frame.persist().createOrReplaceTempView(view)


def _found(spark: SparkSession, source: LogicalSource) -> tuple[str, ...]:
    files = Files(spark).found(source.path)
    if not files:
        raise_all([NoSuchFile(source.place, file=source.path, suggestion="write the path as Spark finds it")])
    return files


def _unknown(header: Sequence[str], wanted: Unread) -> list[LodError]:
    return [
        UnknownColumn(place, column=reference, source=wanted.source.path, columns=", ".join(header))
        for reference, place in wanted.places.items()
        if reference not in header
    ]


# ---- Parquet -------------------------------------------------------------------------------------------------


def _parquet(spark: SparkSession, wanted: Unread) -> DataFrame:
    _found(spark, wanted.source)
    frame = spark.read.parquet(wanted.source.path)
    raise_all(_unknown(frame.columns, wanted))
    types = dict(frame.dtypes)
    raise_all(
        [
            NotOnCluster(
                place,
                what=f'the column "{reference}" of type {types[reference]}',
                suggestion="write it into the Parquet file as text: readers differ in the form of such values",
            )
            for reference, place in wanted.places.items()
            if types[reference] not in EXACT and not types[reference].startswith("decimal")
        ]
    )
    nulls = ", ".join(quoted(text) for text in sorted(nulls_of(wanted.source)))
    cells = [f"CAST({_name(r)} AS STRING)" for r in wanted.places]
    texts = [f"CASE WHEN {cell} NOT IN ({nulls}) THEN {cell} END" if nulls else cell for cell in cells]
    return frame.selectExpr(*([f"{text} AS {column_name(n)}" for n, text in enumerate(texts)] or ["1 AS c0"]))


def _name(identifier: str) -> str:
    return "`" + identifier.replace("`", "``") + "`"


# ---- CSV -----------------------------------------------------------------------------------------------------


def _csv(spark: SparkSession, wanted: Unread) -> tuple[CsvFiles, DataFrame]:
    source = wanted.source
    raise_all(_unreadable(source))
    found = _found(spark, source)
    raise_all([_packed(source, file) for file in found if file.endswith(PACKED)][:1])
    first = Files(spark).beginning(found[0], PEEK)
    csv = CsvFiles(source, found, head(first, source, found[0].endswith(".gz")))
    raise_all(_unknown(csv.head.columns, wanted))
    frame = _rows(spark, csv, _look_through(spark, csv))
    cells = [
        f"{_cell(f'f{csv.head.columns.index(r)}', source)} AS {column_name(n)}" for n, r in enumerate(wanted.places)
    ]
    return csv, frame.selectExpr(*(cells or ["1 AS c0"]))


def _unreadable(source: LogicalSource) -> list[LodError]:
    name = source.path
    errors: list[LodError] = []
    if source.formulation != "csv":
        advice = "clusters read CSV and Parquet: convert it first"
        errors.append(NotOnCluster(source.place, what=f"{name or 'a query'} ({source.formulation})", suggestion=advice))
        return errors
    try:
        codec = codecs.lookup(source.encoding).name
    except LookupError:
        codec = source.encoding
    if codec not in ("utf-8", "utf-8-sig"):
        what = f"{name} in the encoding {source.encoding}"
        errors.append(NotOnCluster(source.place, what=what, suggestion="save it as UTF-8"))
    if source.compression not in ("", "none", "gzip") or (source.compression == "gzip" and not name.endswith(".gz")):
        errors.append(_packed(source, name))
    return errors


def _packed(source: LogicalSource, file: str) -> LodError:
    advice = "unpack it, or pack it as gzip with the ending .gz"
    return NotOnCluster(source.place, what=f"the packed file {file}", suggestion=advice)


def _cell(column: str, source: LogicalSource) -> str:
    """A cell; values that are none are NULL."""
    nulls = ", ".join(quoted(text) for text in source.nulls if text)
    cell = column if "" in source.nulls else f"coalesce({column}, '')"
    return f"CASE WHEN {cell} NOT IN ({nulls}) THEN {cell} END" if nulls else cell


def _look_through(spark: SparkSession, csv: CsvFiles) -> bool:
    """Look through the raw lines of CSV files; say whether texts go over several lines.

    raises   Failed with T201, T205"""
    if csv.head.line_end == "\r":
        return True
    several, crlf = False, csv.head.line_end == "\r\n"
    for row in _lines(spark, csv, crlf):
        several |= row["odd"]
        ends = crlf and row["without"] > 1  # the last line may end with the file
        wrong = row["bare"] or ends
        if row["odd"]:  # a line alone does not tell what is inside quotes
            wrong = (row["cr"] and not crlf) or (ends and len(csv.head.columns) == 1)
        if not row["valid"] or row["open"] or wrong:
            raise_all(find(spark, csv, [row["file"]]))
    return several


def _lines(spark: SparkSession, csv: CsvFiles, crlf: bool) -> list[Row]:
    """What the raw lines of each file are like."""
    from pyspark.sql.functions import expr

    quote, cr = csv.source.dialect.quote, quoted("\r")
    inner = f"substr(value, 1, char_length(value) - int(endswith(value, {cr})))" if crlf else "value"
    outside = f"regexp_replace({inner}, {quoted(f'{quote}[^{quote}]*{quote}')}, '')" if quote else inner
    marks = f"octet_length(value) - octet_length(replace(value, {quoted(quote)}, ''))" if quote else "0"
    told = {
        "valid": "bool_and(is_valid_utf8(value))",
        "odd": f"bool_or(({marks}) % 2 = 1)",
        "open": f"sum({marks}) % 2 = 1",
        "cr": f"bool_or(contains({inner}, {cr}))",
        "bare": f"bool_or(contains({inner}, {cr}) AND contains({outside}, {cr}))",
        "without": f"count_if(NOT endswith(value, {cr}))",
    }
    lines = spark.read.option("lineSep", "\n").text(list(csv.files))
    grouped = lines.groupBy(expr("_metadata.file_path").alias("file"))
    found: list[Row] = grouped.agg(*(expr(sql).alias(name) for name, sql in told.items())).collect()
    return found


def _rows(spark: SparkSession, csv: CsvFiles, several: bool) -> DataFrame:
    """The rows of CSV files, with columns f0, f1, …; what is no CSV stops the query."""
    from pyspark.sql.types import StringType, StructField, StructType

    d, columns = csv.source.dialect, csv.head.columns
    # split files are read line by line, and lines of white space left out
    blank = len(columns) == 1 or d.delimiter <= " "
    options: dict[str, str | bool | int] = {
        "sep": d.delimiter,
        "quote": d.quote,
        "escape": d.quote,
        "header": d.header,
        "enforceSchema": not d.header or len(csv.files) == 1,  # else the other files have the header of the first
        "multiLine": several or blank or csv.head.line_end == "\r",
        "lineSep": csv.head.line_end,
        "mode": "FAILFAST",
        "columnPruning": False,  # or rows of another length would pass
        "unescapedQuoteHandling": "RAISE_ERROR",
        "nullValue": "" if "" in csv.source.nulls else NO_VALUE,
        "emptyValue": "",
        "columnNameOfCorruptRecord": "".join(columns) + "_",  # any that no column has
        "maxColumns": max(20480, len(columns) + 1),
    }
    schema = StructType([StructField(c, StringType()) for c in columns])
    read = spark.read.schema(schema).options(**options).csv(list(csv.files))
    return read.toDF(*(f"f{n}" for n in range(len(columns))))


def find(spark: SparkSession, csv: CsvFiles, files: Sequence[str]) -> list[LodError]:
    """The first mistake of these files of a source, with its line; none if there is none."""
    with TemporaryDirectory() as folder:
        for file in files:
            here = Files(spark).fetched(file, Path(folder))
            found = fault(here, csv.source, csv.head.line_end, len(csv.head.columns))
            if found:
                if len(csv.files) > 1 and found.place:
                    found.place = replace(found.place, file=file)
                return [found]
    return []
