"""The nouns of the evidence gate: rows, passages, what each column of a table holds, and what can be wrong.

Read first: `TABLES`.  It says which columns of a claim table a cited passage must bear out, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lod.errors import LodError, Place


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a fact table."""

    file: str  # as messages show it: mappings/facts/results.csv
    line: int  # of the first line of the row, the header is line 1
    values: Mapping[str, str]  # column -> cell

    @property
    def place(self) -> Place:
        return Place(self.file, self.line)

    @property
    def key(self) -> str:
        return next(iter(self.values.values()), "")

    def cell(self, column: str) -> str:
        return self.values.get(column, "")

    def parts(self, column: str) -> tuple[str, ...]:
        """The values of a cell that may hold several, separated by semicolons."""
        return tuple(part.strip() for part in self.cell(column).split(";") if part.strip())


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of one claim table hold.  Entity columns give the type of a bare slug, "" for `type/slug`."""

    named: Mapping[str, str] = field(default_factory=dict)  # entities a cited passage must name
    about: Mapping[str, str] = field(default_factory=dict)  # entities the row concerns besides
    dates: tuple[str, ...] = ()  # EDTF
    numbers: tuple[str, ...] = ()  # a number, or a text whose numbers count
    through: str = ""  # column with the key of another row, whose entities the row concerns too
    through_table: str = ""


TABLES: Mapping[str, Columns] = MappingProxyType(
    {
        "organizations": Columns(about={"organization_id": "organization"}),
        "places": Columns(about={"place_id": "place"}),
        "events": Columns(about={"event_id": "event"}, numbers=("date_as_stated",)),
        "elections": Columns(about={"event_id": "event"}, numbers=("date_as_stated", "seats")),
        "works": Columns(about={"work_id": "work"}),
        "names": Columns(about={"entity": ""}),
        "attributes": Columns(about={"subject": ""}),  # `value` depends on value_type
        "memberships": Columns(
            named={"member": "", "organization": "organization"},
            dates=("start_edtf", "end_edtf"),
            numbers=("dates_as_stated",),
        ),
        "org_changes": Columns(
            named={"original": "organization", "resulting": "organization"},
            about={"event": "event"},
            dates=("date_edtf",),
        ),
        "relations": Columns(named={"subject": "", "object": ""}, dates=("start_edtf", "end_edtf")),
        "participations": Columns(named={"participant": ""}, about={"event": "event"}),
        "candidacies": Columns(
            named={"candidate": "", "on_behalf_of": "organization", "constituency": "place"},
            about={"election": "event"},
            numbers=("ticket",),
        ),
        "results": Columns(
            named={"constituency": "place"}, numbers=("value",), through="candidacy", through_table="candidacies"
        ),
    }
)

CLAIM = ("passages", "basis", "certainty", "rank", "inferred", "reason", "note")
LISTS = frozenset({"passages", "inferred", "original", "resulting", "role", "about", "involves", "speaker"})
LONGEST_TEXT = 200  # characters of one cell of free text


class PassageOutside(LodError):
    code, template = "E601", "passage {passage}: {what}"
    hint = "{expected}"


class PassageDigest(LodError):
    code, template = "E602", 'passage {passage}: the digest "{digest}" is not that of the text, {expected}'
    hint = "check the offsets first; then empty the cell and run: lod passages"


class PassageColumns(LodError):
    code, template, hint = "E603", 'passage {passage}: {column} is "{value}"', "{expected}"


class NotInPassage(LodError):
    code, template = "E604", '{row}: {column} "{value}": {wanted} not found in {passages}'
    hint = 'correct the value, cite the passage that states it, or name the column in "inferred" with a reason'


class NotNamed(LodError):
    code, template = "E605", "{row}: {column}: {thing} is not named in {passages}"
    hint = "looked for {names}"


class NameNotInPassage(LodError):
    code, template = "E606", '{row}: the name "{name}" is not in {passage}'
    hint = 'cite the passages that print it, or name the column in "inferred" with a reason'


class Unreasoned(LodError):
    code, template, hint = "E607", "{row}: {what}", "{expected}"


class SourceText(LodError):
    code, template = "E608", "{words} words in a row also stand in source {source}, line {line}"
    hint = "say it in your own words; fewer than {limit} in a row are allowed"


class TextTooLong(LodError):
    code, template = "E609", "{row}: {column} has {length} characters"
    hint = "a text has at most {limit}; say the rest elsewhere"
