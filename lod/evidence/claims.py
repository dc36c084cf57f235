"""Check that the cited passages bear out a row.  rows, passages -> findings; pure.

Read first: `TABLES` in evidence/model.py.  A value is either found in a cited passage or confessed in the column
`inferred`, with a reason.  Numbers must be stated, entities named; one who says "I" or "we" names himself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lod.errors import LodError
from lod.evidence.model import (
    CLAIM,
    TABLES,
    Columns,
    NameNotInPassage,
    NotInPassage,
    NotNamed,
    PassageOutside,
    Row,
    Unreasoned,
)
from lod.evidence.offsets import PASSAGE_ID, Passage, whole
from lod.evidence.wanted import Wanted, wanted_of_date, wanted_of_text
from lod.evidence.wording import names_it, names_people_of, prints, shares_words

KEYS = {
    "persons": ("person_id", "person"),
    "organizations": ("organization_id", "organization"),
    "places": ("place_id", "place"),
    "events": ("event_id", "event"),
    "elections": ("event_id", "event"),
    "offices": ("office_id", "office"),
    "works": ("work_id", "work"),
    "ballot_options": ("option_id", "concept"),
}
NAMED_KINDS = frozenset({"person", "organization", "place"})
SHORTEST_SURNAME = 4


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a source that is a work of our tables: a text does not name itself."""

    source: str
    start: int
    end: int | None  # None: to the end of the source

    def holds(self, passage: str) -> bool:
        place = PASSAGE_ID.fullmatch(passage)
        return (
            place is not None
            and place[1] == self.source
            and self.start <= int(place[2])
            and (self.end is None or int(place[3]) <= self.end)
        )


@dataclass(frozen=True, slots=True)
class Register:
    """What each entity is called: the names sources give it, and our labels for those no source names."""

    names: Mapping[str, tuple[str, ...]]  # person/ramiro-mendez -> Ramiro Méndez, Méndez, Ramiro
    labels: Mapping[str, tuple[str, ...]]
    copies: Mapping[str, tuple[Stretch, ...]]  # work/ramiro-memoir -> where the sources print the work itself
    named: dict[tuple[str, str, bool], bool] = field(default_factory=dict)  # what was looked up

    def names_in(self, passage: Passage, entity: str, loosely: bool = False) -> bool:
        """Whether a passage names an entity, or is its own words about itself.

        loosely  one word of the label is enough for an event or a work, which seldom has a name of its own
        """
        key = entity, passage.id, loosely
        if key not in self.named:
            self.named[key] = self._look_up(passage, entity, loosely)
        return self.named[key]

    def _look_up(self, passage: Passage, entity: str, loosely: bool) -> bool:
        if entity in passage.speakers and passage.wording.first_person:
            return True
        if any(stretch.holds(passage.id) for stretch in self.copies.get(entity, ())):
            return True
        kind, names = entity.partition("/")[0], self.names.get(entity, ())
        if any(names_it(passage.wording, name) for name in names):
            return True
        if kind == "place" and any(names_people_of(passage.wording, name) for name in names):
            return True
        least = 1 if loosely and kind not in NAMED_KINDS else 0
        return not names and any(shares_words(passage.wording, label, least) for label in self.labels.get(entity, ()))

    def shown(self, entity: str) -> str:
        names = ", ".join(self.names.get(entity, ())[:8])
        label = " / ".join(self.labels.get(entity, ())) or "(none)"
        return names or f"words of its label {label}, because names.csv has no printed name of it"


def read_register(tables: Mapping[str, Sequence[Row]]) -> Register:
    """Collect the names that a source gives, with the surnames of persons; inferred names vouch for nothing."""
    names: dict[str, dict[str, None]] = {}
    for row in tables.get("names", ()):
        entity, name = row.cell("entity"), row.cell("name")
        known = names.setdefault(entity, {})
        if "name" in row.parts("inferred") or row.cell("name_type") == "background":
            continue
        known[name] = None
        surname = name.split()[-1:]
        if entity.startswith("person/") and len(name.split()) > 1 and len(surname[0]) >= SHORTEST_SURNAME:
            known[surname[0]] = None
    labels = {
        f"{kind}/{row.cell(column)}": tuple(filter(None, (row.cell("label_en"), row.cell("label_es"))))
        for table, (column, kind) in KEYS.items()
        for row in tables.get(table, ())
    }
    copies: dict[str, tuple[Stretch, ...]] = {}
    for row in (*tables.get("source_parts", ()), *tables.get("sources", ())):
        stretch = Stretch(row.cell("source_id"), whole(row.cell("char_start")) or 0, whole(row.cell("char_end")))
        for work in row.parts("same_as"):
            copies[work] = (*copies.get(work, ()), stretch)
    return Register({entity: tuple(known) for entity, known in names.items()}, labels, copies)


def check_claims(
    tables: Mapping[str, Sequence[Row]], passages: Mapping[str, Passage], listed: set[str]
) -> Iterator[LodError]:
    """E601 and E604 to E607 for every row of every claim table.

    passages  those that could be read, by id
    listed    ids of all rows of passages.csv; one that is listed but could not be read was reported already
    """
    register = read_register(tables)
    for table, columns in TABLES.items():
        others = {row.key: row for row in tables.get(columns.through_table, ())}
        for row in tables.get(table, ()):
            yield from _check_reason(row)
            yield from _check_citations(row, listed)
            names = row.parts("passages")
            cited = [passages[name] for name in names if name in passages]
            if cited and len(cited) == len(names):  # what cannot be read is reported already, and would hide evidence
                yield from Claim(row, columns, others.get(row.cell(columns.through)), cited, register).check()
    for row in tables.get("conflicts", ()):
        yield from _check_citations(row, listed)
    for row in tables.get("conflicts", ()):
        yield from _check_citations(row, listed)


def _check_citations(row: Row, listed: set[str]) -> Iterator[LodError]:
    if not row.parts("passages"):
        what, expected = f"{row.key} cites no passage", "every claim needs one"
        yield PassageOutside(row.place, passage="(none)", what=what, expected=expected)
    for name in row.parts("passages"):
        if name not in listed:
            what, expected = f"{row.key} cites it, but it is not in passages.csv", "add it, or cite another"
            yield PassageOutside(row.place, passage=name, what=what, expected=expected)


def _check_reason(row: Row) -> Iterator[LodError]:
    inferred = row.parts("inferred")
    values = [column for column in row.values if column not in CLAIM][1:]
    for column in inferred:
        if column not in values:
            what, expected = f'inferred names "{column}"', f"columns are {', '.join(values)}"
            yield Unreasoned(row.place, row=row.key, what=what, expected=expected)
    if row.cell("basis") == "inferred" and not inferred:
        what, expected = "the basis is inferred, but no column is", f"name those of {', '.join(values)}"
        yield Unreasoned(row.place, row=row.key, what=what, expected=expected)
    if (inferred or row.cell("basis") == "inferred") and not row.cell("reason").strip():
        what = f"{'; '.join(inferred) or 'the row'} is inferred without a reason"
        yield Unreasoned(row.place, row=row.key, what=what, expected="say in a few words how it follows")


@dataclass(frozen=True, slots=True)
class Claim:
    """One row with the passages it cites."""

    row: Row
    columns: Columns
    through: Row | None  # the candidacy of a result
    cited: Sequence[Passage]
    register: Register

    def check(self) -> Iterator[LodError]:
        if "name" in self.row.values and "name" not in self.inferred:
            yield from self.check_name()
        else:
            yield from self.check_relevance()
        yield from self.check_figures()
        yield from self.check_entities()

    @property
    def inferred(self) -> tuple[str, ...]:
        return self.row.parts("inferred")

    @property
    def shown(self) -> str:
        return ", ".join(passage.id for passage in self.cited)

    def check_name(self) -> Iterator[LodError]:
        name = self.row.cell("name")
        for passage in self.cited:
            if not prints(passage.wording, name):
                yield NameNotInPassage(self.row.place, row=self.row.key, name=name, passage=passage.id)

    def check_relevance(self) -> Iterator[LodError]:
        """Each passage names something the row is about, or states one of its figures."""
        about = self.entities()
        figures = [wanted for wants in self.wanted().values() for wanted in wants]
        for passage in self.cited:
            if any(self.register.names_in(passage, entity, loosely=True) for entity in about):
                continue
            if not any(wanted.is_in(passage.figures) for wanted in figures):
                looked = "; ".join([*(self.register.shown(entity) for entity in about), *map(str, figures)])
                facts = {"column": "passages", "thing": "what the row is about", "passages": passage.id}
                yield NotNamed(self.row.place, row=self.row.key, names=looked or "nothing", **facts)

    def check_figures(self) -> Iterator[LodError]:
        for column, wants in self.wanted().items():
            missing = [w for w in wants if not any(w.is_in(passage.figures) for passage in self.cited)]
            if missing and column not in self.inferred:
                facts = {"column": column, "value": self.row.cell(column), "wanted": ", ".join(map(str, missing))}
                yield NotInPassage(self.row.place, row=self.row.key, passages=self.shown, **facts)

    def check_entities(self) -> Iterator[LodError]:
        for column, entities in self.named().items():
            for entity in entities if column not in self.inferred else ():
                if not any(self.register.names_in(passage, entity) for passage in self.cited):
                    facts = {"column": column, "thing": entity, "passages": self.shown}
                    yield NotNamed(self.row.place, row=self.row.key, names=self.register.shown(entity), **facts)

    def named(self) -> dict[str, tuple[str, ...]]:
        """Columns whose entities a passage must name."""
        found = {column: _references(self.row, column, kind) for column, kind in self.columns.named.items()}
        if self.row.cell("value_type") == "entity":
            found["value"] = _references(self.row, "value", "")
        return found

    def entities(self) -> tuple[str, ...]:
        """Every entity the row concerns."""
        found = [entity for entities in self.named().values() for entity in entities]
        found += [
            entity for column, kind in self.columns.about.items() for entity in _references(self.row, column, kind)
        ]
        if self.through:
            candidacy = TABLES[self.columns.through_table]
            columns = {**candidacy.named, **candidacy.about}
            found += [entity for column, kind in columns.items() for entity in _references(self.through, column, kind)]
        return tuple(dict.fromkeys(found))

    def wanted(self) -> dict[str, tuple[Wanted, ...]]:
        """Columns whose figures a passage must state."""
        found = {column: wanted_of_date(self.row.cell(column)) for column in self.columns.dates}
        found |= {column: wanted_of_text(self.row.cell(column)) for column in self.columns.numbers}
        if self.row.cell("value_type") == "edtf":
            found["value"] = wanted_of_date(self.row.cell("value"))
        elif self.row.cell("value_type") == "literal":
            found["value"] = wanted_of_text(self.row.cell("value"))
        return found


def _references(row: Row, column: str, kind: str) -> tuple[str, ...]:
    return tuple(f"{kind}/{part}" if kind else part for part in row.parts(column))
