"""What other registers call a format, a language, a licence.  our word -> their IRI; no I/O.

DCAT-AP 3.0.1 section 11 asks for the tables of the EU Publications Office, and for IANA's media types; where a table
lacks a word the next best register is used, or none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lod.packing import unpacked

EU = "http://publications.europa.eu/resource/authority/"
PUBLIC = f"{EU}access-right/PUBLIC"
IRREGULAR = f"{EU}frequency/IRREG"  # a release when there is something to release
STABLE = f"{EU}planned-availability/STABLE"  # the files of a version stay where they are
THEMES = f"{EU}data-theme"


@dataclass(frozen=True, slots=True)
class Format:
    """A file format as four registers call it."""

    name: str  # for people
    media: str  # of IANA
    file_type: str  # of the EU table
    feature: str = ""  # of W3C's list of RDF formats

    @property
    def media_type(self) -> str:
        return f"https://www.iana.org/assignments/media-types/{self.media}"

    @property
    def eu(self) -> str:
        return f"{EU}file-type/{self.file_type}"

    @property
    def w3c(self) -> str:
        return f"http://www.w3.org/ns/formats/{self.feature}"


PACKINGS = {".gz": Format("gzip", "application/gzip", "GZIP"), ".zst": Format("Zstandard", "application/zstd", "")}
FORMATS = {
    ".csv": Format("CSV", "text/csv", "CSV"),
    ".jsonld": Format("JSON-LD", "application/ld+json", "JSON_LD", "JSON-LD"),
    ".nq": Format("N-Quads", "application/n-quads", "RDF_N_QUADS", "N-Quads"),
    ".nt": Format("N-Triples", "application/n-triples", "RDF_N_TRIPLES", "N-Triples"),
    ".tsv": Format("TSV", "text/tab-separated-values", "TSV"),
    ".ttl": Format("Turtle", "text/turtle", "RDF_TURTLE", "Turtle"),
    ".txt": Format("text", "text/plain", "TXT"),
}
LICENCES = {  # without scheme and last slash
    "creativecommons.org/licenses/by/4.0": "CC_BY_4_0",
    "creativecommons.org/licenses/by-nc/4.0": "CC_BYNC_4_0",
    "creativecommons.org/licenses/by-sa/4.0": "CC_BYSA_4_0",
    "creativecommons.org/publicdomain/zero/1.0": "CC0",
    "opendatacommons.org/licenses/by/1-0": "ODC_BY",
    "opendatacommons.org/licenses/odbl/1-0": "ODC_BL",
    "opendatacommons.org/licenses/pddl/1-0": "ODC_PDDL",
}
LANGUAGES = dict(
    pair.split(":")
    for pair in (
        "bg:BUL ca:CAT cs:CES da:DAN de:DEU el:ELL en:ENG es:SPA et:EST eu:EUS fi:FIN fr:FRA ga:GLE gl:GLG hr:HRV"
        " hu:HUN it:ITA la:LAT lt:LIT lv:LAV mt:MLT nl:NLD pl:POL pt:POR ro:RON ru:RUS sk:SLK sl:SLV sv:SWE tr:TUR"
        " uk:UKR"
    ).split()
)


def format_of(file: str) -> Format | None:
    """The format of a file, packed or not, by the end of its name.

    >>> format_of("links.sssom.tsv")
    Format(name='TSV', media='text/tab-separated-values', file_type='TSV', feature='')
    """
    return FORMATS.get(Path(unpacked(file)).suffix)


def packing_of(file: str) -> Format | None:
    """What a file is packed with, by the end of its name."""
    return PACKINGS.get(Path(file).suffix)


def licence(iri: str) -> str:
    """The EU table's IRI of a licence, or the IRI as given where the table lacks it.

    >>> licence("https://creativecommons.org/publicdomain/zero/1.0/")
    'http://publications.europa.eu/resource/authority/licence/CC0'
    """
    known = LICENCES.get(iri.partition("://")[2].removeprefix("www.").rstrip("/"))
    return f"{EU}licence/{known}" if known else iri


def language(tag: str) -> str:
    """The EU table's IRI of a language, or that of the Library of Congress.

    >>> language("es-CL"), language("qu")
    ('http://publications.europa.eu/resource/authority/language/SPA', 'http://id.loc.gov/vocabulary/iso639-1/qu')
    """
    code = tag.partition("-")[0].lower()
    known = LANGUAGES.get(code)
    if known:
        return f"{EU}language/{known}"
    return f"http://id.loc.gov/vocabulary/iso639-{1 if len(code) == 2 else 2}/{code}"
