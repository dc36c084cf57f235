"""The nouns of sources: what is read, tables of a dataset, and records of any source.  Values only.

Spec: RML-IO (w3id.org/rml/io/spec), Logical Source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, overload

from lod.errors import LodError, Place

Formulation = Literal["csv", "sql", "json", "xml", "parquet", "table", "query", "view"]
PACKED = (".gz", ".zst", ".zip")  # how the names of packed files end
ROW_COLUMNS = ("_row", "_rows")  # the columns by which tables and views in the workbench say where they come from


def stem(path: str) -> str:
    """How views call a table or view: the file's name up to the first dot.

    >>> stem("mappings/wikidata.sssom.tsv")
    'wikidata'
    """
    return path.rsplit("/", 1)[-1].split(".")[0]


Cells = Sequence[Sequence[str]]  # of each column


@dataclass(frozen=True, slots=True)
class PlainCells(Sequence[Sequence[str]]):
    """The cells of a large table without quotes, by column: cut out when they are asked for."""

    rows: tuple[str, ...]  # the lines
    width: int  # of columns

    def __len__(self) -> int:
        return self.width

    @overload
    def __getitem__(self, number: int) -> Sequence[str]: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Sequence[str]]: ...
    def __getitem__(self, number: int | slice) -> Sequence[str] | Sequence[Sequence[str]]:
        if isinstance(number, slice):
            return tuple(self)[number]
        return [row.split(",", number + 1)[number] for row in self.rows]

    def __iter__(self) -> Iterator[Sequence[str]]:
        cells = ",".join(self.rows).split(",") if self.rows else []
        return (cells[number :: self.width] for number in range(self.width))


def by_columns(rows: Sequence[Sequence[str]], width: int) -> tuple[Sequence[str], ...]:
    """The cells of rows column by column; there may be no rows."""
    return tuple(zip(*rows, strict=True)) or ((),) * width


@dataclass(frozen=True, slots=True)
class Table:
    """One table as text: header and cells, each row with its line in the file."""

    path: str  # relative to the dataset, e.g. mappings/facts/persons.csv
    digest: str  # SHA-256 of the file, hexadecimal
    columns: tuple[str, ...]
    cells: Cells  # of each column, all as long as `lines`; an empty cell is ""
    lines: Sequence[int]  # of each row, from 1; the header is line 1

    @property
    def name(self) -> str:
        return stem(self.path)

    @property
    def key(self) -> str:
        """The column that identifies a row: the first, if its name ends in _id; else none."""
        return self.columns[0] if self.columns[0].endswith("_id") else ""

    @property
    def rows(self) -> Iterator[tuple[str, ...]]:
        """The cells of one row after the other."""
        return zip(*self.cells, strict=True)

    def without_rows(self) -> Table:
        """The header alone."""
        return replace(self, cells=by_columns((), len(self.columns)), lines=())

    def records(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        """The rows as line number and cells by column name."""
        for line, row in zip(self.lines, self.rows, strict=True):
            yield line, dict(zip(self.columns, row, strict=True))


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written.

    source   CSV on the Web, Metadata Vocabulary for Tabular Data, section 5.9, Dialect Descriptions"""

    delimiter: str = ","
    quote: str = '"'
    header: bool = True  # else the columns are called by their number, from 1


@dataclass(frozen=True, slots=True)
class Database:
    """How to reach a database.  What it is called in messages leaves the password out."""

    address: str  # sqlite:file.db, postgresql://host:port/name or mysql://host:port/name, without a password
    user: str = ""
    password: str = field(default="", repr=False)
    root: str = field(default="", repr=False)  # what a file of SQLite is relative to; empty: the working folder


@dataclass(frozen=True, slots=True)
class LogicalSource:
    """What is iterated: a file, a table or query of a database, or a SQL view over the tables of the dataset."""

    path: str  # of a file, relative to the dataset, e.g. mappings/facts/persons.csv; the table of a database
    formulation: Formulation  # sql: a view over the dataset's tables; table, query: of a database; view: of RML-LV
    query: str  # the SELECT of a view or database given in the mapping itself, else empty
    place: Place
    iterator: str = ""  # JSONPath or XPath of the records; what tells a view from all others
    iterator_place: Place | None = None
    encoding: str = "utf-8"  # a name that Python knows
    compression: str = ""  # gzip, zstd, zip or none
    nulls: tuple[str, ...] = ("",)  # values that are none
    dialect: Dialect = Dialect()
    database: Database | None = None
    namespaces: tuple[tuple[str, str], ...] = ()  # of XPath: prefix and IRI, as the mapping declares them

    @property
    def key(self) -> str:
        """What tells one logical source from another; two that read the same in the same way have the same.

        A plain table or view is called by its path."""
        way = (self.iterator, self.encoding, self.compression, self.nulls, self.dialect)
        if self.formulation in ("csv", "sql") and way == ("", "utf-8", "", ("",), Dialect()):
            return self.path + self.query
        where = (self.database.address, self.database.user) if self.database else ()
        return "\n".join(map(str, (self.formulation, *where, self.path, self.query, *way, *self.namespaces)))

    @property
    def is_table(self) -> bool:
        """Whether it is a CSV file as the tables of a dataset are: commas, UTF-8, not packed."""
        return self.formulation == "csv" and self.key == self.path and not self.path.lower().endswith(PACKED)


PER_VALUE = "*"  # as the datatype of a field: each value has its own


@dataclass(frozen=True, slots=True)
class Field:
    """What a source gives for one reference."""

    reference: str  # as the mapping writes it: a column, $.name, name/@id
    many: bool = False  # some record has more than one value: each cell is a list
    datatype: str = ""  # IRI of the natural datatype of every value; "": they are strings; PER_VALUE


Value = str | tuple[str, str]  # a text; or with PER_VALUE the text and the IRI of its datatype ("": a string)
Cell = Value | Sequence[Value] | None  # a list if the field has many; None: no value


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a logical source: what the references of its triples maps select, record by record."""

    fields: tuple[Field, ...]
    batches: Iterator[Batch]
    warnings: tuple[LodError, ...] = ()  # what is odd, though no mistake


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records, column by column."""

    count: int  # of records
    cells: Sequence[Sequence[Cell]]  # of each field, in the order of the fields
