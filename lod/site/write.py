"""Write the static site of a release.  published files -> site/, with a page for everything in every language.

Nothing but what was published is read, so the same release gives the same bytes.  Read first: model.py."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from lod.config import Config
from lod.errors import Failed
from lod.questions import markup
from lod.questions.model import Question
from lod.release import SUMS
from lod.site import asking, front, graph, lists, machines, published, resources, roles, vocabulary
from lod.site.addresses import Addresses, NoAddress, fault
from lod.site.documents import Documents
from lod.site.edition import Edition
from lod.site.model import Page, Roles, Section
from lod.site.pictures import atlas, diagram, families, lifeline, lineage, places, results, voices
from lod.site.resources import Neighbours
from lod.site.templates import Templates
from lod.terms import iri

SITE = "site"
ASSETS = ("style.css", "search.js", "years.js", "mark.svg")
ASKING = ("here.js", "engine.js")
VOID = "http://rdfs.org/ns/void#"
PRIMARY_TOPIC, LICENCE = "http://xmlns.com/foaf/0.1/primaryTopic", "http://purl.org/dc/terms/license"


class Folder:
    """A new folder that is filled; no file is written twice."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folders: set[str] = set()
        self.count = 0

    def write(self, name: str, text: str) -> None:
        """Write a file of UTF-8; as `write_bytes`."""
        self.write_bytes(name, text.encode())

    def write_bytes(self, name: str, data: bytes) -> None:
        """Write a file.

        name     path below the folder
        raises   Failed with S710 where another page has the same files"""
        parent = name.rpartition("/")[0]
        if parent not in self._folders:
            (self.root / parent).mkdir(parents=True, exist_ok=True)
            self._folders.add(parent)
        try:
            with open(os.path.join(self.root, name), "xb") as file:
                file.write(data)
        except FileExistsError as error:
            raise Failed([NoAddress(iri=name, why="another page has the same files")]) from error
        self.count += 1


def write(config: Config, prefixes: Mapping[str, str], folder: Path, engine: Mapping[str, bytes] | None = None) -> str:
    """Write site/ into a folder that a build has filled.

    prefixes   of the dataset, for names in Turtle and JSON-LD
    engine     the files of `oxigraph.take`, for a page that answers queries
    returns    what was written, for the curator
    raises     Failed with C104 (the table `pages`), S703 (nothing built), S710 (no file can be called after an IRI)"""
    said = roles.check(config.pages, prefixes)
    all_of_it = published.read(config, folder)
    documents = graph.by_document(all_of_it, config.base)
    wrong = [NoAddress(iri=config.base + path, why=fault(path)) for path in documents if fault(path)]
    if wrong:
        raise Failed(wrong)
    known = roles.read(said, all_of_it)
    site = Folder(folder / SITE)
    parts = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".") and p.name != SUMS)
    vocabularies = vocabulary.documents(all_of_it, documents)
    terms = frozenset(s for subjects in vocabularies.values() for s in subjects)
    addresses = Addresses(config.base, config.languages, frozenset(documents), terms, frozenset(p.name for p in parts))
    uses = vocabulary.Uses(all_of_it)
    found = lists.groups(all_of_it, known, documents, config.base)
    questions = asking.published(config, folder) if engine else None
    for language in config.languages:
        edition = Edition(all_of_it, known, addresses, prefixes, language)
        _Pages(config, edition, site, found, questions).write(documents, vocabularies, uses, parts)
    _data(config, Documents(all_of_it, prefixes), known, documents, site)
    for name in (*ASSETS, *(ASKING if engine else ())):
        site.write(f"assets/{name}", files("lod.site").joinpath(f"assets/{name}").read_text(encoding="utf-8"))
    if engine:
        for name in (markup.SCRIPT, markup.STYLE):
            site.write(f"assets/{name}", markup.asset(name))
        for name, data in engine.items():
            site.write_bytes(f"assets/oxigraph/{name}", data)
        asking.pack(config, folder, site.root)
    _downloads(parts, folder / SITE / "downloads")
    return f"{site.count:,} files about {len(documents):,} things in {', '.join(config.languages)}"


class _Pages:
    """The pages of one language."""

    def __init__(
        self,
        config: Config,
        edition: Edition,
        site: Folder,
        found: Sequence[lists.Group],
        questions: Sequence[Question] | None,
    ) -> None:
        self.config, self.edition, self.site, self.found, self.questions = config, edition, site, found, questions
        self.lineage = lineage.read(edition)
        self.families = families.families(self.lineage)
        self.years = families.years_of(self.families)
        self.drawn = {i for group in found if group.part == "things" for i in group.members}

    def write(
        self,
        documents: Mapping[str, Sequence[str]],
        vocabularies: Mapping[str, Sequence[str]],
        uses: vocabulary.Uses,
        parts: Sequence[Path],
    ) -> None:
        """Write every page.

        parts    the files published beside the site"""
        edition, config = self.edition, self.config
        self.templates = Templates(config, edition, self._menu(vocabularies))
        beside = self._lists()
        for path, subjects in documents.items():
            whole = config.base + path
            if path in vocabularies:
                drawn = list(diagram.section(edition, subjects))
                self._page(vocabulary.page(edition, path, subjects, uses, drawn))
                continue
            for page in resources.pages(edition, whole, beside.get(whole, Neighbours(None)), self._pictures):
                self._page(page)
        entry = front.entry(config, edition, self.found, parts, front.pictures(edition, self._gallery()))
        items = [(p.name, machines.media(p.name)) for p in parts]
        self._page(entry, items)
        self._page(front.browse(edition, self.found))
        self._page(front.search(edition))
        if self.questions is not None:
            self._page(asking.page(config, edition, self.questions, documents))
        self.site.write(f"assets/names.{edition.language}.js", front.names(edition, self.found))

    def _menu(self, vocabularies: Iterable[str]) -> list[tuple[str, str]]:
        links = front.menu(self.edition, self.found, list(vocabularies))
        ask = [(asking.ASK + self.edition.ending, self.edition.say("ask"))] if self.questions is not None else []
        return [*links[:-1], *ask, links[-1]]

    def _gallery(self) -> list[Page]:
        """Write the pictures of many things, with their data; returns the page that each begins with."""
        edition = self.edition
        trees = families.pages(edition, self.lineage, self.families, self.years)
        spots = places.spots(edition, self.drawn)
        maps = atlas.pages(edition, spots)
        spoken = voices.voices(edition)
        said = spoken.pages if spoken else []
        for page in (*trees, *maps, *said):
            self._page(page)
        if edition.language == self.config.languages[0]:  # data are the same in every language
            for name, text in ((atlas.DATA, places.geojson(edition, spots)), (voices.DATA, spoken and spoken.data)):
                if text and (name != atlas.DATA or spots):
                    self.site.write(name, text)
        return [*trees[:1], *maps[:1], *said[:1]]

    def _lists(self) -> dict[str, Neighbours]:
        """Write the lists; returns where everything stands in the one that says most of it."""
        first, beside = lists.primary(self.found), {}
        for group in self.found:
            ordered = lists.in_order(self.edition, group)
            for page in lists.pages(self.edition, group, ordered):
                self._page(page)
            for before, here, after in zip(["", *ordered], ordered, [*ordered[1:], ""], strict=False):
                if first[here] is group:
                    beside[here] = Neighbours(group, before, after)
        return beside

    def _pictures(self, iri: str) -> list[Section]:
        """The pictures of one thing; a statement or passage has none."""
        edition = self.edition
        if iri not in self.drawn:
            return []
        return [
            *results.section(edition, iri),
            *lifeline.section(edition, iri),
            *families.section(edition, iri, self.lineage, self.years),
        ]

    def _page(self, page: Page, items: Sequence[tuple[str, str]] = ()) -> None:
        if page.iri:
            cited = machines.citation(self.config, self.edition, page.iri, page.title_text)
            data = page.data or machines.of_thing(self.config, self.edition, page.iri)
            page = replace(page, citation=cited, data=data)
        number = f".page-{page.number}" if page.number > 1 else ""
        self.site.write(f"{page.path}{number}{self.edition.ending}", self.templates.html(page, items))


def _data(
    config: Config, written: Documents, known: Roles, documents: Mapping[str, Sequence[str]], site: Folder
) -> None:
    """Write the linked data of every document."""
    all_of_it = written.published
    dataset = str(iri(f"{config.base}dataset"))
    for path, subjects in documents.items():
        whole = config.base + path
        said = [(PRIMARY_TOPIC, str(iri(whole))), (f"{VOID}inDataset", dataset), (LICENCE, str(iri(config.licence)))]
        held = vocabulary.reached(all_of_it, subjects)
        concerned = [s for s in graph.subjects(all_of_it, whole, known["about"]) if s not in set(held)]
        for ending, text in written.write([*held, *sorted(concerned)], {f"{whole}.html": said}).items():
            site.write(path + ending, text)


def _downloads(parts: Sequence[Path], folder: Path) -> None:
    """Give the published files an address below the site: the same files, no second copy where the disk allows it."""
    folder.mkdir()
    for file in parts:
        try:
            os.link(file, folder / file.name)
        except OSError:  # a file system without hard links
            shutil.copyfile(file, folder / file.name)
