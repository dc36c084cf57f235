"""What can be wrong with a shapes graph and how it is said.  facts about a mistake -> one line; no I/O.

Read first: errors.py.  A mistake stops validation, for a shape that cannot be checked would let everything pass.  A
note stops nothing: it says what a reader of the shape may not expect.  Spec: SHACL (www.w3.org/TR/shacl)."""

from __future__ import annotations

from typing import ClassVar

from lod.errors import LodError, Place

# ---- mistakes: what SHACL calls ill-formed -------------------------------------------------------------------


class NoShape(LodError):
    code, template = "V910", "there is no shape in this file"
    hint = "a shape has the type sh:NodeShape or sh:PropertyShape, or a target"


class WrongParameter(LodError):
    code, template, hint = "V911", "{word} has the value {value}", "it must be {expected}"


class GivenTwice(LodError):
    code, template, hint = "V912", "{shape} has {number} values of {word}", "{expected}"


class MisplacedParameter(LodError):
    code, template, hint = "V913", "{word} is on {shape}, which is {what}", "{expected}"


class BrokenList(LodError):
    code, template = "V914", "the list of {word} is broken: {message}"
    hint = "a list is written ( … ): each cell has one rdf:first and one rdf:rest, and the last rest is rdf:nil"


class BadPath(LodError):
    code, template, hint = "V915", "this is no property path: {message}", "{expected}"


class RecursiveShape(LodError):
    code, template = "V916", "{shape} refers to itself: {cycle}"
    hint = "SHACL leaves recursion undefined; take one of these references out"


class DeepShape(LodError):
    code, template = "V926", "more than {most} shapes stand inside each other below {shape}"
    hint = "say with one shape what a chain of them says"


class BadPattern(LodError):
    code, template = "V917", 'the pattern "{pattern}" is no regular expression of XPath: {message}'
    hint = "see XPath Functions and Operators section 5.6.1"


class IncompleteShape(LodError):
    code, template, hint = "V918", "{what} lacks {part}", "{expected}"


class PrefixClash(LodError):
    code, template = "V919", 'the prefix "{prefix}" stands for {one} and for {other}'
    hint = "the query has one meaning only if each prefix does; rename one of them"


class NotEvaluated(LodError):
    code, template, hint = "V920", "{word} is not evaluated", "{expected}"


# ---- mistakes: what would have no effect ---------------------------------------------------------------------


class UnknownWord(LodError):
    code, template, hint = "V921", "{word} is not a word of SHACL", "{suggestion}"


class WithoutEffect(LodError):
    code, template, hint = "V922", "{word} has no effect here", "{expected}"


class UnknownShape(LodError):
    code, template = "V923", "{word} refers to {shape}, which is described nowhere"
    hint = "everything conforms to a shape that asks for nothing; {suggestion}"


class IllTypedValue(LodError):
    code, template, hint = "V924", "{word} holds {value}, which is not {datatype}", "{expected}"


class Contradiction(LodError):
    code, template, hint = "V925", "{one} and {other} contradict each other", "{expected}"


# ---- notes ---------------------------------------------------------------------------------------------------


class Note:
    """Makes an error class say `note`: it is shown and stops nothing."""

    code: ClassVar[str]
    place: Place | None
    message: str
    advice: str

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}note[{self.code}]: {self.message}" + (f"; {self.advice}" if self.advice else "")


class NeverFails(Note, LodError):
    code, template, hint = "V930", "{word} {value} never fails", "{expected}"


class NeverHolds(Note, LodError):
    code, template, hint = "V931", "{word} {value} never holds: {reason}", "{expected}"


class OtherEngine(Note, LodError):
    code, template = "V932", 'the pattern "{pattern}" {reason}'
    hint = "it is checked text by text, which is slower than the patterns that the database can run"


class NotInferred(Note, LodError):
    code, template, hint = "V933", "{word} is left aside", "{expected}"


class UnclearMessage(Note, LodError):
    code, template, hint = "V934", "{shape} has {number} messages {language}", "a reader gets them all; keep one"


class IdleDescription(Note, LodError):
    code, template, hint = "V935", "{shape} has no target, and no shape refers to it", "{expected}"
