"""Make HTML of a page.  Page -> text; reads the templates beside this module.

The only door to jinja2 here.  Every text is escaped unless edition.py has made it markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import jinja2
from markupsafe import Markup

from lod.config import Config
from lod.site.addresses import quoted, up
from lod.site.edition import Edition
from lod.site.machines import MEDIA, titled
from lod.site.model import Page
from lod.site.texts import SPOKEN, TEXTS, say, spoken

# no script but our own files, nothing from elsewhere
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
# the page that answers queries also compiles its engine, and fetches it and the data
ASKING = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'") + "; connect-src 'self'"
FORMATS = {".ttl": "Turtle", ".jsonld": "JSON-LD", ".nt": "N-Triples"}
TONGUES = {"en": "English", "es": "Español", "pt": "Português", "fr": "Français", "de": "Deutsch", "it": "Italiano"}


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages of one language say of the dataset."""

    title: str
    version: str
    licence: str
    publisher: str
    publisher_name: str
    contact: str
    menu: Sequence[tuple[str, str]]  # link from the top of the site, name


class Templates:
    """The pages of one language."""

    def __init__(self, config: Config, edition: Edition, menu: Sequence[tuple[str, str]]) -> None:
        environment = jinja2.Environment(
            autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        environment.filters["machine"] = Markup  # machines.inside_script has made it safe
        text = files("lod.site").joinpath("templates/page.html.jinja").read_text(encoding="utf-8")
        self._page = environment.from_string(text)
        self._edition = edition
        language = edition.language
        self._shared: Mapping[str, object] = {
            "site": Site(
                titled(config, language),
                say("version", language, version=config.version, day=config.issued),
                config.licence,
                config.publisher["iri"],
                config.publisher["name"],
                config.contact,
                menu,
            ),
            "t": {key: texts[SPOKEN.index(spoken(language))] for key, texts in TEXTS.items()},
            "lang": language,
            "tongue": edition.tongue,
            "ending": edition.ending,
            "policies": {False: POLICY, True: ASKING},
            "formats": list(MEDIA.items()),
            "names": FORMATS,
        }

    def html(self, page: Page, items: Sequence[tuple[str, str]] = ()) -> str:
        """The page as HTML.

        items    name and media type of files that the page is about"""
        leaf = quoted(page.path.rpartition("/")[2])
        addresses = self._edition.addresses
        number = f".page-{page.number}" if page.number > 1 else ""
        others = [
            {"lang": tag, "href": f"{leaf}{number}{addresses.ending(tag)}", "name": TONGUES.get(tag, tag)}
            for tag in addresses.languages
            if tag != self._edition.language
        ]
        here = quoted(page.path) + self._edition.ending
        return self._page.render(
            self._shared, page=page, up=up(page.path), leaf=leaf, file=leaf, others=others, items=items, here=here
        )
