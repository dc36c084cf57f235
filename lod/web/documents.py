"""Dereference IRIs.  path -> 303 to the document about the thing, or that document.

A thing's IRI redirects, because a person is no file; its documents are files of the site, or, where no site has been
built, made by a query.  Spec: Cool URIs for the Semantic Web section 4.2, RFC 9110 section 12, Signposting."""

from __future__ import annotations

import html
from collections import OrderedDict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lod.web import accept, files, lookup, paths, querying
from lod.web.crew import Hello
from lod.web.delivery import page
from lod.web.faults import NotAcceptable, NotThere, Withdrawn
from lod.web.files import Document, Shelf
from lod.web.lookup import Standing
from lod.web.model import Reply, Source, redirect
from lod.web.pool import Pool
from lod.web.request import Request

FORMS = {  # media type -> ending, and what the engine calls it
    "text/html": (".html", ""),
    "text/turtle": (".ttl", "TURTLE"),
    "application/ld+json": (".jsonld", "JSON_LD"),
    "application/n-triples": (".nt", "N_TRIPLES"),
}
WITH_SITE = tuple(FORMS)
WITHOUT_SITE = (*WITH_SITE[1:], WITH_SITE[0])
VARY = (b"vary", b"accept, accept-language")
HELP = "the entry page is /, the endpoint /sparql, names are at /reconcile, the files are in /downloads/"
PLACES = ("sparql", "reconcile/about", "downloads/", "downloads/void.ttl")  # what the entry page leads to
KNOWN = 20_000  # IRIs whose standing is kept


@dataclass(slots=True)
class Publication:
    """What a release hands out."""

    source: Source
    hello: Hello
    site: Shelf
    sums: dict[str, str]  # published file -> SHA-256
    stamp: object  # of that list of files: another one means that another release lies there by now
    page: bytes  # where people write queries
    known: OrderedDict[str, Standing] = field(default_factory=OrderedDict)

    @property
    def has_site(self) -> bool:
        return self.site.folder.is_dir()

    @property
    def prefix(self) -> bytes:
        """The path of the base, without a slash at its end: an IRI is looked for by its whole path, too."""
        return paths.address(urlsplit(self.source.base).path.rstrip("/")).encode()


def publication(source: Source, hello: Hello) -> Publication:
    """What is published in the output folder of a release."""
    title = next((text for _, text in source.title), source.base)
    page = querying.page(source.base, title, querying.published(source.output, source.base))
    output = source.output
    return Publication(source, hello, Shelf(output / "site"), files.sums(output), files.stamp(output), page)


async def answer(request: Request, pool: Pool, published: Publication, path: str) -> Reply:
    """The document or redirect at a path.

    raises   LodError, Left"""
    for spelling in paths.spellings(path):
        found = published.site.get(spelling)
        if isinstance(found, Document):
            return files.reply(request, found)
        if found:
            return files.download(request, found, "")
    for spelling in paths.spellings(path):
        replied = await _thing(request, pool, published, spelling)
        if replied:
            return replied
    stem, media, language = split(path, published.source.languages)
    for spelling in paths.spellings(stem) if media else ():
        standing = await _standing(request, pool, published, spelling)
        if standing.there:
            return await _made(request, pool, published, path, (spelling, media, language, standing))
    raise NotThere(path="/" + path[:200], suggestion=HELP)


def split(path: str, languages: tuple[str, ...]) -> tuple[str, str, str]:
    """The path of the thing, media type and language of a document's path.

    >>> split("id/person/x.es.html", ("en", "es"))
    ('id/person/x', 'text/html', 'es')
    """
    for media, (ending, _) in FORMS.items():
        if not path.endswith(ending):
            continue
        stem = path.removesuffix(ending)
        for language in languages[1:] if media == "text/html" else ():
            if stem.endswith(f".{language}"):
                return stem.removesuffix(f".{language}"), media, language
        return stem, media, languages[0]
    return path, "", ""


async def _thing(request: Request, pool: Pool, published: Publication, path: str) -> Reply | None:
    """The answer to a thing's own IRI; None where there is no such thing."""
    iri = published.source.base + path
    in_site = any(published.site.has(path + ending) for ending in (".html", ".ttl"))
    standing = await _standing(request, pool, published, path)
    if not in_site and not standing.there and iri in published.hello.described:
        return redirect(303, "/downloads/" + published.hello.described[iri], VARY)
    if standing.replaced:
        new = standing.replaced
        return redirect(
            301,
            paths.address(
                "/" + new.removeprefix(published.source.base) if new.startswith(published.source.base) else new
            ),
        )
    if standing.gone:
        raise Withdrawn(iri=iri)
    if not standing.there and not in_site:
        return None
    chosen = accept.media_type(request.negotiable("accept"), WITH_SITE if published.has_site else WITHOUT_SITE)
    if chosen is None:
        raise NotAcceptable(path="/" + path[:200], offers=", ".join(f"{e} ({m})" for m, (e, _) in FORMS.items()))
    ending = FORMS[chosen][0]
    languages = published.source.languages
    language = accept.language(request.negotiable("accept-language"), languages)
    if chosen == "text/html" and language != languages[0] and published.site.has(f"{path}.{language}.html"):
        ending = f".{language}.html"
    return redirect(303, paths.address(f"/{path}{ending}"), VARY, (b"cache-control", b"public, max-age=300"))


async def _standing(request: Request, pool: Pool, published: Publication, path: str) -> Standing:
    """Where a thing stands, from memory if it has been asked for lately."""
    known = published.known
    if path in known:
        known.move_to_end(path)
        return known[path]
    iri = published.source.base + path
    found = Standing(False)
    if path and not paths.NOT_IN_IRI.search(iri):
        found = await lookup.standing(request, pool, iri, parts="/" not in path)
    known[path] = found
    if len(known) > KNOWN:
        known.popitem(last=False)
    return found


async def _made(
    request: Request, pool: Pool, published: Publication, path: str, wanted: tuple[str, str, str, Standing]
) -> Reply:
    """A document that a query makes."""
    stem, media, language, standing = wanted
    iri = published.source.base + stem
    if standing.gone:
        raise Withdrawn(iri=iri)
    link = (b"link", f'<{paths.address(iri)}>; rel="describes"'.encode())
    if media == "text/html":
        data, kind = _bare(iri, stem, language).encode(), "text/html; charset=utf-8"
    else:
        query = lookup.about(iri, published.source.about, standing.whole)
        data = await lookup.triples(request, pool, query, FORMS[media][1])
        kind = f"{media}; charset=utf-8" if media.startswith("text/") else media
    made = files.document(data, kind, published.source.quads.stat().st_mtime, link)
    if len(data) < files.SMALL:
        published.site.keep(path, made)
    return files.reply(request, made)


def _bare(iri: str, stem: str, language: str) -> str:
    """What stands where the page of a thing would be."""
    address = html.escape(paths.address("/" + stem))
    links = ", ".join(f'<a href="{address}{ending}">{media}</a>' for media, (ending, _) in FORMS.items() if _)
    if language == "es":
        return page(
            iri, "Las páginas de esta publicación no se han generado: <code>lod build --site</code>.", f"Datos: {links}"
        )
    return page(iri, "The pages of this release have not been built: <code>lod build --site</code>.", f"Data: {links}")


def entry(request: Request, published: Publication) -> Reply:
    """The entry page."""
    language = accept.language(request.negotiable("accept-language"), published.source.languages)
    first = language == published.source.languages[0]
    found = published.site.get("index.html" if first else f"index.{language}.html") or published.site.get("index.html")
    if isinstance(found, Document):
        said = files.reply(request, found)
        return Reply(said.status, (*said.headers, (b"vary", b"accept-language")), said.body)
    titles = dict(published.source.title)
    title = titles.get(language) or next(iter(titles.values()), published.source.base)
    links = " · ".join(f'<a href="{name}">{name}</a>' for name in PLACES)
    text = page(title, links, "<code>lod build --site</code>")
    return Reply(200, ((b"content-type", b"text/html; charset=utf-8"), (b"vary", b"accept-language")), text.encode())


def downloads(request: Request, published: Publication, name: str) -> Reply:
    """A published file, or the list of them.

    raises   NotThere"""
    output = published.source.output
    if not name:
        listed = "".join(
            f'<li><a href="{html.escape(paths.address(file))}">{html.escape(file)}</a> {path.stat().st_size:,} B</li>'
            for file, path in ((file, output / file) for file in sorted(published.sums))
            if path.is_file()
        )
        text = page("Downloads", f"<code>sha256sum --check SHA256SUMS</code></p><ul>{listed}</ul><p>")
        return Reply(200, ((b"content-type", b"text/html; charset=utf-8"),), text.encode())
    path = Shelf(output).find(name) if name in published.sums else None
    if path is None:
        known = ", ".join(sorted(published.sums)[:20])
        raise NotThere(path=f"/downloads/{name[:200]}", suggestion=f"there are {known}" if known else HELP)
    replaced = files.stamp(output) != published.stamp  # by a build; the server has not been told yet
    return files.download(request, path, "" if replaced else published.sums[name])
