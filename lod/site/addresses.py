"""Where the document of a resource lies, and how pages link to it.  IRI -> path; pure.

A resource's path is its IRI without base and without fragment; its documents are files of that path with an ending.
Links are relative, so that the site works from disk and below any folder of any host."""

from __future__ import annotations

from urllib.parse import quote

from lod.errors import LodError

INDEX = "index"
RELEASED = ("dataset", "downloads", "dump")  # below these an IRI that is called after a file leads to it
SAFE = "/!$&'()*+,;=:@~"  # what may stand bare in the path of a link, beside letters, digits and _.-
LONGEST = 200  # bytes of a part of a path; file systems take 255, endings and pages included


class NoAddress(LodError):
    code, template = "S710", "{iri} can have no page: {why}"
    hint = "the path of an IRI below the base is the path of its files; mint another IRI, or build without --site"


class Addresses:
    """The documents of a dataset.

    base       IRI that the IRIs of the dataset begin with
    documents  paths of all documents there are
    terms      IRIs with a fragment that stand on the page of their document
    files      names of what can be downloaded"""

    def __init__(
        self,
        base: str,
        languages: tuple[str, ...],
        documents: frozenset[str],
        terms: frozenset[str],
        files: frozenset[str] = frozenset(),
    ) -> None:
        self.base, self.languages, self.documents, self.terms, self.files = base, languages, documents, terms, files

    def document(self, iri: str) -> str:
        """The path of the document about a resource; empty if the site has none."""
        path = path_of(iri, self.base)
        return path if path in self.documents else ""

    def ending(self, language: str) -> str:
        """The ending of the pages in a language: the first of the configuration has none of its own."""
        return ".html" if language == self.languages[0] else f".{language}.html"

    def link(self, iri: str, language: str) -> str:
        """The link from the top of the site to the page about a resource; empty if there is none."""
        path = self.document(iri)
        if not path:
            folder, _, name = path_of(iri, self.base).rpartition("/")
            given = name in self.files and folder.partition("/")[0] in RELEASED
            return quoted(f"downloads/{name}") if given else ""
        fragment = iri.partition("#")[2] if iri in self.terms else ""
        return quoted(path) + self.ending(language) + (f"#{quote(fragment, safe=SAFE)}" if fragment else "")


def path_of(iri: str, base: str) -> str:
    """The path of a resource below the base; empty if it is elsewhere.

    >>> path_of("https://e.org/id/a#b", "https://e.org/"), path_of("https://f.org/id/a", "https://e.org/")
    ('id/a', '')
    """
    return iri.removeprefix(base).partition("#")[0] if iri.startswith(base) else ""


def quoted(path: str) -> str:
    """A path as a link: a file whose name holds `%20` is asked for as `%2520`."""
    return quote(path, safe=SAFE)


def up(path: str) -> str:
    """The way from a document to the top of the site.

    >>> up("id/person/x"), up("index")
    ('../../', '')
    """
    return "../" * path.count("/")


def fault(path: str) -> str:
    """Say what keeps a path from being one of files; empty if nothing does."""
    parts = path.split("/")
    if not all(parts):
        return "a part of its path is empty"
    if {".", ".."} & set(parts):
        return "its path goes up"
    if any(len(part.encode()) > LONGEST for part in parts):
        return f"a part of its path is longer than {LONGEST} bytes"
    if parts[0] in ("assets", "downloads", "lists", "pictures"):
        return f"the site keeps {parts[0]}/ for itself"
    return f"the site has a page {parts[0]} of its own" if path in (INDEX, "search", "query") else ""
