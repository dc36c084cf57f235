"""What can be wrong with a JSON or XML file and the paths into it.  Words only."""

from __future__ import annotations

from lod.errors import LodError


class BrokenDocument(LodError):
    code, template, hint = "T230", "this is not {language}: {message}", "{advice}"


class BrokenPath(LodError):
    code, template, hint = "T231", 'the {language} "{path}" is broken: {message}', "{advice}"


class AbsentReference(LodError):
    code, template, hint = "T232", 'no record of {source} has "{reference}"', "{suggestion}"


class NoSingleValue(LodError):
    code, template, hint = "T233", 'the value of "{reference}" is {what} in {where}', "{advice}"


class RefusedEntity(LodError):
    code, template = "T234", 'the file needs the entity "{name}", which is {reason}'
    hint = "write what it stands for in its place; entities are never looked up or expanded"


class ChangedFile(LodError):
    code, template, hint = "T235", "the file was changed while it was read", "run the command again"


class NoRecords(LodError):
    code, template, level = "T236", 'nothing in {source} is a record: "{iterator}" finds nothing', "warning"
    hint = "compare the names in it with those of the file"
