"""Make the rows of a view of records that hold others.  fields + records -> cells of the keys, row by row.

A field gives a value, or a record, after the other; the fields beside it are combined with each of them.  A field that
gives none is null, and the others stay (RML-LV section 3.1: the value of a key may be null).
Read first: mapping/model.py (View), sources/json_records.py.  Spec: RML-LV sections 4.3 and 4.4."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Protocol

from lod.errors import Failed, LodError, Place, raise_all
from lod.functions.catalogue import FUNCTIONS, ordered
from lod.mapping.model import INDEX, Call, Expression, ExpressionField, IterableField, Part, Reference, View
from lod.sources.csv_texts import CsvTexts
from lod.sources.documents import Row, gathered, no_records, nulls_of, of_file
from lod.sources.json_records import JsonRecords
from lod.sources.model import PER_VALUE, Field, LogicalSource, Records
from lod.sources.xml_records import XmlRecords
from lod.vocab import XSD

Valued = tuple[str, str]  # a text and the IRI of its datatype, "" of a string
Cells = tuple[list[Valued], ...]  # of each key that is wanted one value, or none
Texts = dict[str, str | None]
INTEGER = XSD + "integer"
Fields = Sequence[ExpressionField | IterableField]


class Level(Protocol):
    """Records of one depth, and what is wrong with them."""

    def of_text(self, text: str) -> Iterator[object]:
        """The records of a text."""
        ...

    def of_record(self, record: object) -> Iterator[object]:
        """The records inside another one."""
        ...

    def values(self, number: int, record: object) -> list[Valued]:
        """What the reference with this number, from 0, finds in a record."""
        ...

    def faults(self) -> list[LodError]:
        """What was wrong with the records so far."""
        ...

    @property
    def count(self) -> int:
        """How many records there were so far."""
        ...


class TableRows:
    """Rows of a relation, whose cells are those of the references."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._fields, self.count = fields, 0

    def of_text(self, text: str) -> Iterator[object]:
        """Nothing: a relation is no text."""
        return iter(())

    def of_record(self, record: object) -> Iterator[object]:
        """Nothing: a row holds no records."""
        return iter(())

    def values(self, number: int, record: object) -> list[Valued]:
        """The value of the cell with this number, from 0."""
        assert isinstance(record, tuple)
        field, cell = self._fields[number], record[number]
        if cell is None:
            return []
        return [(cell["v"], cell["t"]) if field.datatype == PER_VALUE else (cell, field.datatype)]

    def faults(self) -> list[LodError]:
        """Nothing: a relation has been read already."""
        return []


def of_document(view: View, file: Path, wanted: Mapping[str, Place]) -> Records:
    """Read the rows of a view on a JSON or XML file, but for its joins.

    wanted   the keys that are asked for
    raises   Failed, as sources/documents.py does"""
    source = view.on
    assert isinstance(source, LogicalSource)
    tree = Tree(wanted, nulls_of(source))
    names, places = asked(view.fields)
    places = {**places, "": source.iterator_place or source.place}
    try:
        level: JsonRecords | XmlRecords
        if source.formulation == "json":
            level = JsonRecords(source, names, places)
        else:
            level = XmlRecords(source, names, places, inner=list(_inner(view.fields)), file=file)
        rows_of = tree.siblings(view.fields, names, level)
    except LodError as error:
        raise Failed([error]) from None

    def rows() -> Iterator[Row]:
        for number, record in enumerate(level.of_file(file)):
            yield from _numbered(number, rows_of(record), wanted)

    def judged() -> list[LodError]:
        raise_all([*level.faults(), *tree.faults()])
        return tree.warnings() if level.count else [no_records(source, places)]

    return of_file(file, source.path, _keys(view, wanted), rows, judged)


def of_table(
    view: View, fields: Sequence[Field], read: Callable[[], Iterable[tuple[object, ...]]], wanted: Mapping[str, Place]
) -> Records:
    """Make the rows of a view on a relation some of whose values hold records, but for its joins.

    fields   of the relation
    read     gives its rows, in order; asked twice
    raises   Failed, as sources/documents.py does"""
    on = view.on.source if isinstance(view.on, View) else view.on
    tree = Tree(wanted, nulls_of(on))
    try:
        rows_of = tree.siblings(view.fields, [f.reference for f in fields], TableRows(fields))
    except LodError as error:
        raise Failed([error]) from None

    def rows() -> Iterator[Row]:
        try:
            for number, record in enumerate(read()):
                yield from _numbered(number, rows_of(record), wanted)
        except LodError as error:
            raise Failed([error]) from None

    def judged() -> list[LodError]:
        raise_all(tree.faults())
        return tree.warnings()

    return gathered(_keys(view, wanted), rows(), rows, judged)


def _keys(view: View, wanted: Mapping[str, Place]) -> list[str]:
    """The keys that are asked for, in the order of the fields; those of joins come later."""
    return [key for key in View(view.source, view.on, view.fields).keys if key in wanted]


def _numbered(number: int, rows: Iterable[Cells], wanted: Collection[str]) -> Iterator[Row]:
    first = [[(str(number), INTEGER)]] if INDEX in wanted else []
    for row in rows:
        yield [*first, *row]


def asked(fields: Fields) -> tuple[list[str], dict[str, Place]]:
    """The references of fields to the records that they are declared on, each with its place."""
    places: dict[str, Place] = {}
    for field in fields:
        if isinstance(field, ExpressionField):
            for reference in field.expression.references:
                places.setdefault(reference, field.expression.place)
    return list(places), places


def _inner(fields: Fields) -> Iterator[str]:
    """The expressions that are asked of records inside the outermost, of the same document."""
    for field in fields:
        if isinstance(field, IterableField):
            yield field.source.iterator
            yield from asked(field.fields)[0]
            yield from _inner(field.fields)


class Tree:
    """The fields of a view at work."""

    def __init__(self, wanted: Collection[str], nulls: frozenset[str]) -> None:
        self._wanted, self._nulls = wanted, nulls
        self._levels: list[tuple[Level, IterableField]] = []

    def faults(self) -> list[LodError]:
        """What was wrong with the records inside others."""
        return [fault for level, _ in self._levels for fault in level.faults()]

    def warnings(self) -> list[LodError]:
        """Iterators that have found nothing anywhere."""
        return [
            no_records(field.source, {"": field.source.iterator_place or field.place})
            for level, field in self._levels
            if not level.count
        ]

    def siblings(self, fields: Fields, names: Sequence[str], level: Level) -> Callable[[object], Iterable[Cells]]:
        """Rows of fields that are declared on the same records: every one of each with every one of the others.

        names    the references that the level knows, by their numbers"""
        parts = [self._field(field, names, level) for field in fields]

        def rows(record: object) -> Iterator[Cells]:
            for chosen in product(*[part(record) for part in parts]):
                yield tuple(cell for cells in chosen for cell in cells)

        return rows

    def _field(
        self, field: ExpressionField | IterableField, names: Sequence[str], level: Level
    ) -> Callable[[object], list[Cells]]:
        nothing = tuple([list[Valued]()] * self._width(field))
        if isinstance(field, IterableField):
            inside = self._iterable(field, level)
            return lambda record: list(inside(record)) or [nothing]
        nested = [self._iterable(inner, None) for inner in field.fields]
        spare = [tuple([list[Valued]()] * self._width(inner)) for inner in field.fields]
        evaluated = self._evaluated(field.expression, names, level)

        def rows(record: object) -> list[Cells]:
            found: list[Cells] = []
            for position, value in enumerate(evaluated(record)):
                own = self._own(field.name, field.index, position, value)
                parts = [list(part(value[0])) or [none] for part, none in zip(nested, spare, strict=True)]
                found += [own + tuple(cell for cells in chosen for cell in cells) for chosen in product(*parts)]
            return found or [nothing]

        return rows

    def _iterable(self, field: IterableField, level: Level | None) -> Callable[[object], Iterator[Cells]]:
        """Rows of the records inside a record, or with no level above in a text."""
        names, places = asked(field.fields)
        below = _level(field, names, places, level)
        self._levels.append((below, field))
        inside = self.siblings(field.fields, names, below)

        def rows(record: object) -> Iterator[Cells]:
            text = record if level is None and isinstance(record, str) else ""
            records = below.of_record(record) if level else below.of_text(text) if text.strip() else ()
            for position, found in enumerate(records):
                own = self._own("", field.index, position, ("", ""))
                for row in inside(found):
                    yield own + row

        return rows

    def _own(self, name: str, index: str, position: int, value: Valued) -> Cells:
        cells = ([(str(position), INTEGER)],) if index in self._wanted else ()
        return (*cells, [value]) if name in self._wanted else cells

    def _width(self, field: ExpressionField | IterableField) -> int:
        own = (field.index in self._wanted) + (isinstance(field, ExpressionField) and field.name in self._wanted)
        return own + sum(map(self._width, field.fields))

    def _evaluated(
        self, expression: Expression, names: Sequence[str], level: Level
    ) -> Callable[[object], Sequence[Valued]]:
        """The values of an expression over a record, in the order in which its references give theirs."""
        numbers = {name: names.index(name) for name in expression.references}
        (first, *others) = expression.parts

        def plain(record: object) -> Sequence[Valued]:
            return [v for v in level.values(number, record) if v[0] not in self._nulls]

        def combined(record: object) -> Sequence[Valued]:
            given: list[list[str | None]] = [
                [v for v, _ in level.values(n, record) if v not in self._nulls] or [None] for n in numbers.values()
            ]
            texts = (_text(expression.parts, dict(zip(numbers, chosen, strict=True))) for chosen in product(*given))
            return [(text, datatype) for text in texts if text is not None]

        number = numbers[first.column] if isinstance(first, Reference) else 0
        datatype = FUNCTIONS[first.function].datatype if isinstance(first, Call) and not others else ""
        return plain if isinstance(first, Reference) and not others else combined


def _text(parts: Sequence[Part], given: Texts) -> str | None:
    texts = [_piece(part, given) for part in parts]
    return None if None in texts else "".join(map(str, texts))


def _piece(part: Part, given: Texts) -> str | None:
    if isinstance(part, Reference):
        return given[part.column]
    if isinstance(part, Call):
        function = FUNCTIONS[part.function]
        arguments = {iri: _text(value.parts, given) for iri, value in part.arguments}
        return function.python(*ordered(function, arguments, None))
    return str(part)


def _level(field: IterableField, names: Sequence[str], places: dict[str, Place], above: Level | None) -> Level:
    source = field.source
    places = {**places, "": source.iterator_place or field.place}
    if source.formulation == "csv":
        return CsvTexts(source, names, places)
    if source.formulation == "json":
        return JsonRecords(source, names, places, above if isinstance(above, JsonRecords) else None)
    return XmlRecords(source, names, places, above if isinstance(above, XmlRecords) else None)
