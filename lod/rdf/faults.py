"""What can be wrong with an RDF file.  facts about a mistake -> one line; no I/O.

Read first: errors.py.  The codes are explained in docs/reference/errors.md."""

from __future__ import annotations

from lod.errors import LodError


class UnknownFormat(LodError):
    code, template, hint = "R401", "the ending of {file} names no RDF format", "known are {known}"


class RdfSyntax(LodError):
    code, template = "R402", "this is not {format}: {message}"


class WrongEnding(LodError):
    code, template, hint = "R403", "this looks like {seen}, not like {format}", "name the file {stem}{ending}"


class MoreMistakes(LodError):
    code, template = "R404", "{count} of its lines are not {format}; only the first {shown} are listed"


class BrokenArchive(LodError):
    code, template, hint = "R405", "the archive cannot be unpacked: {message}", "pack it or download it again"


class NotText(LodError):
    code, template, hint = "R406", "byte {position} is {what}", "an RDF file is text in UTF-8"


class RelativeIri(LodError):
    code, template = "R407", "{iri} is relative, and the file names no base"
    hint = "write it in full, state a base in the file, or give one with --base"


class RemoteContext(LodError):
    code, template = "R408", "a context of this file lies elsewhere, and nothing is fetched from the network"
    hint = "copy the context into the file"


class UnsafeEntity(LodError):
    code, template = "R409", 'the entity "{name}" {what}'
    hint = "an entity may stand for up to {most} characters and for no other entity"


class NewerRdf(LodError):
    code, template, hint = "R410", "{what} belongs to RDF 1.2", "RDF 1.1 is read"


class NotAFile(LodError):
    code, template, hint = "R411", "{file} is a folder", "name the files in it"


class TooLong(LodError):
    code, template = "R412", "a text of this file is longer than {most} MB"
    hint = 'texts of any length are read from N-Triples whose only escapes are \\\\ \\" \\n \\r'
