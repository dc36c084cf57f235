"""What can be wrong and how it is said.  facts about a mistake -> one line a curator can act on; no I/O.

Every mistake has a class with a code; modules that own a family of mistakes (links, evidence) define theirs beside
the rule.  Codes are listed in docs/reference/errors.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar

VIOLATED, WRONG_USAGE, YOUR_FILES, ENVIRONMENT, OUR_BUG, INTERRUPTED = 1, 2, 3, 4, 70, 130


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a mistake is: a file, and as far as known the line and column, both counted from 1 (0 = unknown)."""

    file: str
    line: int = 0
    column: int = 0
    record: int = 0  # instead of a line: people.json: record 3

    def __str__(self) -> str:
        if self.record:
            return f"{self.file}: record {self.record}"
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


class LodError(Exception):
    """One mistake with its place.  Subclasses give code, template and hint; `facts` fill both.

    >>> print(UnknownColumn(Place("m.ttl", 14, 69), column="partyid", source="p.csv", columns="party_id"))
    m.ttl:14:69: error[M104]: column "partyid" is not in p.csv; did you mean "party_id"?
    """

    code: ClassVar[str] = "X000"
    template: ClassVar[str] = "{message}"
    hint: ClassVar[str] = ""
    exit_code: ClassVar[int] = YOUR_FILES
    level: ClassVar[str] = "error"  # or warning: it is said, and the work goes on

    def __init__(self, place: Place | None = None, **facts: object) -> None:
        self.place, self.facts = place, facts
        self.message = self.template.format(**facts)
        self.advice = self.hint.format(**facts)
        super().__init__(self.message)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.level}[{self.code}]: {self.message}" + (f"; {self.advice}" if self.advice else "")


class Failed(Exception):
    """Several mistakes found together: nothing was published."""

    def __init__(self, errors: Iterable[LodError]) -> None:
        self.errors: tuple[LodError, ...] = tuple(errors)
        super().__init__("\n".join(str(e) for e in self.errors))

    @property
    def exit_code(self) -> int:
        return max((e.exit_code for e in self.errors), default=OUR_BUG)


def raise_all(errors: Sequence[LodError]) -> None:
    """Raise what was collected, each once and in the order of places; do nothing where nothing was found."""
    if errors:
        once = {str(e): e for e in errors}.values()
        raise Failed(sorted(once, key=lambda e: (e.place or Place(""), e.code, e.message)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Name the nearest known word, or list some.

    >>> did_you_mean("partyid", ["party_id", "name"])
    'did you mean "party_id"?'
    """
    names = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f"known are {shown}" if shown else "none is known"


# ---- configuration -------------------------------------------------------------------------------------------


class NoConfiguration(LodError):
    code, template = "C101", "there is no [tool.lod] table in {file}"
    hint = "run the command in the folder of a dataset, make one with: lod new DIR, or name shapes with --shapes"


class ConfigurationSyntax(LodError):
    code, template = "C102", "this is not TOML: {message}"


class UnknownKey(LodError):
    code, template, hint = "C103", 'the configuration has no key "{key}"', "{suggestion}"


class WrongValue(LodError):
    code, template, hint = "C104", 'the configuration key "{key}" has the value {value}', "it must be {expected}"


class MissingKey(LodError):
    code, template, hint = "C105", 'the configuration lacks the key "{key}"', "it must be {expected}"


class NoSuchFile(LodError):
    code, template, hint = "C106", 'there is no file "{file}"', "{suggestion}"


# ---- tables --------------------------------------------------------------------------------------------------


class NotUtf8(LodError):
    code, template = "T201", "byte {position} is not UTF-8 (0x{byte:02X})"
    hint = "save the file as UTF-8"


class NoHeader(LodError):
    code, template, hint = "T202", "the table has no header row", "the first line names the columns"


class DuplicateColumn(LodError):
    code, template, hint = "T203", 'two columns are called "{column}"', "rename one of them"


class RaggedRow(LodError):
    code, template = "T204", "this row has {fields}, the header has {expected}"

    def __init__(self, place: Place | None = None, *, found: int, expected: int) -> None:
        super().__init__(place, fields=f"{found} field{'s' * (found != 1)}", expected=expected)
        many, few = "a comma inside a value needs quotes around the value", "an empty field keeps its comma"
        self.advice = many if found > expected else few


class BadQuoting(LodError):
    code, template = "T205", "the quotes of this row do not close: {message}"
    hint = 'a quote inside a quoted value is written ""'


class DuplicateKey(LodError):
    code, template = "T206", 'the {column} "{key}" is already used in line {other}'
    hint = "every row of a table has a key of its own"


class EmptyKey(LodError):
    code, template, hint = "T207", "the {column} of this row is empty", "every row of a table has a key of its own"


class UnnamedColumn(LodError):
    code, template, hint = "T208", "column {number} has no name", "name it, or take it out of every row"


class NameTaken(LodError):
    code, template, hint = "T209", 'the name "{name}" is taken: {by} has it', "call this {what} something else"


# ---- mappings ------------------------------------------------------------------------------------------------


class TurtleSyntax(LodError):
    code, template = "M101", "this is not Turtle: {message}"


class UnknownTerm(LodError):
    code, template, hint = "M102", "{term} is not a term of {vocabulary}", "{suggestion}"


class IncompleteMap(LodError):
    code, template, hint = "M103", "{what} lacks {part}", "{expected}"


class UnknownColumn(LodError):
    code, template, hint = "M104", 'column "{column}" is not in {source}', "columns are {columns}"

    def __init__(self, place: Place | None = None, **facts: object) -> None:
        super().__init__(place, **facts)
        near = did_you_mean(str(facts["column"]), str(facts["columns"]).split(", "))
        self.advice = near if near.startswith("did") else self.advice


class UndeclaredWord(LodError):
    code, template, hint = "M105", "{term} is not declared in the ontology", "{suggestion}"


class InvalidIri(LodError):
    code, template = "M106", 'the {role} "{value}" is not an IRI'
    hint = "{reason}; the rule is {rule}"


class AmbiguousTemplate(LodError):
    code, template = "M107", 'the template "{template_text}" gives the same IRI {iri} for two different things'
    hint = "the rows are {other}; put a character that no value holds between the references"


class BadTemplate(LodError):
    code, template, hint = "M108", 'the template "{text}" is broken: {message}', "a reference is written {{column}}"


class BadTermMap(LodError):
    code, template, hint = "M109", "{message}", "{expected}"


class ViewFails(LodError):
    code, template, hint = "M110", "the view does not run: {message}", "it is a SELECT over the tables and views"


class ViewWithoutRows(LodError):
    code, template = "M111", "the view does not say which rows {results} come from"
    hint = "select _row (or a list _rows) of the tables it reads, never empty"


class NotSupported(LodError):
    code, template, hint = "M112", "{feature} is not supported", "see {section}"


# ---- data ----------------------------------------------------------------------------------------------------


class UnknownCode(LodError):
    code, template, hint = "D301", '"{value}" is not a concept of the code lists', "{suggestion}"


class DanglingId(LodError):
    code, template, hint = "D302", 'nothing is called "{value}"', "{suggestion}"


class BadDate(LodError):
    code, template, hint = "D303", '"{value}" is not an EDTF date: {message}', "{expected}"


class BadLiteral(LodError):
    code, template, hint = "D304", '"{value}" is not an {datatype} as stores keep it', "{expected}"


class BadLanguage(LodError):
    code, template = "D305", '"{value}" is not a language tag in lower case'
    hint = "write a tag of BCP 47, such as es or es-cl"


class IdleRow(LodError):
    code, template = "D306", 'nothing is published of "{key}"'
    hint = "no claim speaks of it: add one, or remove the row"


# ---- environment, queries, shapes ----------------------------------------------------------------------------


class NoSpace(LodError):
    code, template, exit_code = "S701", "writing {file} failed: {message}", ENVIRONMENT
    hint = "the last good output is untouched; free some space and run again"


class NoAccess(LodError):
    code, template, exit_code = "S709", "the system refuses {file}: {message}", ENVIRONMENT
    hint = "check who may read and write it; the last good output is untouched"


class NoMemory(LodError):
    code, template, exit_code = "S706", "the workbench has too little memory: {message}", ENVIRONMENT
    hint = "raise `memory` in the configuration, or --memory"


class Locked(LodError):
    code, template, exit_code = "S702", "{file} is in use by another process", ENVIRONMENT
    hint = "wait until it has finished, or stop it"


class NotBuilt(LodError):
    code, template, hint = "S703", "{file} does not exist yet", "run: lod build"


class Unreadable(LodError):
    code, template, exit_code = "S707", "{file} cannot be read: {message}", ENVIRONMENT
    hint = "it is made anew by: lod build"


class BadQuery(LodError):
    code, template, hint = "Q801", "the query is not SPARQL: {message}", "see docs/reference/commands.md"


class UnknownQuestion(LodError):
    code, template, hint = "Q802", 'there is no competency question "{name}"', "{suggestion}"


class IdleShape(LodError):
    code, template = "V901", "{shape} targets nothing in the data"
    hint = "a shape that looks at nothing proves nothing: mend its target or remove it"


class BadShapes(LodError):
    code, template, hint = "V902", "pySHACL refuses the shapes: {message}", "use the engine sql, which allows it"
