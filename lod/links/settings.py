"""Say how this dataset asks Wikidata.  Config -> Settings; pure.

Keys: [tool.lod.wikidata] in docs/reference/configuration.md."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lod import __version__
from lod.config import Config

CACHE = ".cache/wikidata.sqlite"
ALWAYS = ("mul", "en")  # labels in use everywhere are of the language mul; English ones nearly always exist


@dataclass(frozen=True, slots=True)
class Settings:
    """Whom Wikidata may write to, where it is asked, and where its answers are kept."""

    contact: str  # an e-mail address or the address of a page; empty: never goes online
    cache: Path
    shown: str  # the cache as messages name it
    languages: tuple[str, ...] = ("en",)  # to search in
    api: str = "https://www.wikidata.org/w/api.php"
    data: str = "https://www.wikidata.org/wiki/Special:EntityData/"
    sparql: str = "https://query.wikidata.org/sparql"
    reconciliation: str = "https://wikidata-reconciliation.wmcloud.org/en/api"
    item: str = ""  # of the dataset itself, to be named in references
    name: str = "dataset"

    @property
    def agent(self) -> str:
        """Who asks, as the User-Agent policy of the Wikimedia Foundation wants it to be said."""
        return f"{self.name}-lod/{__version__} ({self.contact})"

    @property
    def wanted(self) -> tuple[str, ...]:
        """The languages whose labels are fetched."""
        return tuple(dict.fromkeys([*self.languages, *ALWAYS]))


def of(config: Config) -> Settings:
    """The settings of a dataset."""
    given = dict(config.wikidata or {})
    cache = config.path(given.pop("cache", CACHE))
    return Settings(given.pop("contact", ""), cache, config.shown(cache), config.languages, name=config.name, **given)
