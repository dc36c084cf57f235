"""Read the one configuration of a dataset.  pyproject.toml -> Config; reads that file only.

Keys are documented in docs/reference/configuration.md."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from lod.errors import (
    ConfigurationSyntax,
    LodError,
    MissingKey,
    NoConfiguration,
    NoSuchFile,
    NotUtf8,
    Place,
    UnknownKey,
    WrongValue,
    did_you_mean,
    raise_all,
)
from lod.terms import NOT_IN_IRI, SCHEME

FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one dataset; paths are relative to `root`."""

    root: Path  # the folder of pyproject.toml
    base: str  # https://example.org/, ends with / or #
    title: Mapping[str, str]  # language -> text
    licence: str  # IRI
    publisher: Mapping[str, str]  # name, iri
    version: str  # of the dataset, e.g. 0.1.0
    issued: str  # day of the release, YYYY-MM-DD
    mappings: tuple[str, ...]  # globs of RML files
    dumps: Mapping[str, tuple[str, ...]]  # published file -> stems of the mapping files whose quads it holds
    name: str = "dataset"  # stem of the files that hold everything: <name>.nq, <name>.jsonld
    description: Mapping[str, str] | None = None
    keywords: Mapping[str, tuple[str, ...]] | None = None
    contact: str = ""  # IRI of a page
    languages: tuple[str, ...] = ("en",)
    prefixes: Mapping[str, str] | None = None  # prefix -> namespace, for the published Turtle and JSON-LD
    ontology: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    questions: str = "ontology/questions"
    facts: str = "mappings/facts"
    views: str = "mappings/views"
    links: str = ""  # SSSOM file
    output: str = "output"
    threads: int = 0  # 0 = all cores
    memory: str = "1GB"  # limit of the workbench
    spatial: tuple[str, ...] = ()  # IRIs of places the dataset covers
    temporal: tuple[str, ...] = ()  # first and last year
    themes: tuple[str, ...] = ()  # IRIs of EU data themes

    def path(self, relative: str) -> Path:
        return self.root / relative

    def files(self, patterns: tuple[str, ...]) -> tuple[Path, ...]:
        """The files that match, in the order of their names."""
        return tuple(sorted({p for pattern in patterns for p in self.root.glob(pattern) if p.is_file()}))

    def shown(self, path: Path) -> str:
        """A path as messages name it: relative to the dataset, with forward slashes."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()


REQUIRED = {"base", "title", "licence", "publisher", "version", "issued", "mappings", "dumps"}
EXPECTED = {
    "str": "a text",
    "int": "a whole number",
    "tuple[str, ...]": "a list of texts",
    "Mapping[str, str]": "a table of texts",
    "Mapping[str, tuple[str, ...]]": "a table of lists of texts",
}


def load(root: Path) -> Config:
    """Read `[tool.lod]` of root/pyproject.toml.

    raises   Failed with every mistake found (C101 to C106, T201)
    """
    file = root / FILE
    if not file.is_file():
        raise_all([NoConfiguration(file=str(file))])
    data = file.read_bytes()
    try:
        table = tomllib.loads(data.decode("utf-8")).get("tool", {}).get("lod")
    except UnicodeDecodeError as error:
        raise_all([NotUtf8(Place(FILE), position=error.start, byte=data[error.start])])
    except tomllib.TOMLDecodeError as error:
        raise_all([ConfigurationSyntax(Place(FILE), message=str(error))])
    if not isinstance(table, dict):
        raise_all([NoConfiguration(file=FILE)])
    return _config(root, data.decode("utf-8"), table)


def _config(root: Path, text: str, table: dict[str, object]) -> Config:
    known = {f.name: str(f.type).removesuffix(" | None") for f in fields(Config) if f.name != "root"}
    errors: list[LodError] = []
    values: dict[str, object] = {}
    for key, value in table.items():
        place = Place(FILE, _line(text, key))
        if key not in known:
            errors.append(UnknownKey(place, key=key, suggestion=did_you_mean(key, known)))
            continue
        frozen = _freeze(value, known[key])
        if frozen is None:
            errors.append(WrongValue(place, key=key, value=repr(value), expected=EXPECTED[known[key]]))
        else:
            values[key] = frozen
    for key in sorted(REQUIRED - table.keys()):
        errors.append(MissingKey(Place(FILE, _line(text, "")), key=key, expected=EXPECTED[known[key]]))
    raise_all(errors)
    config = Config(root=root, **values)  # type: ignore[arg-type]  # checked key by key above
    raise_all([*_values(config, text), *_missing(config, text)])
    return config


def _freeze(value: object, wanted: str) -> object:
    """The value as the field holds it, or None where it has another type."""
    if wanted == "str":
        return value if isinstance(value, str) else None
    if wanted == "int":
        return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
    if wanted == "tuple[str, ...]":
        return tuple(value) if isinstance(value, list) and all(isinstance(v, str) for v in value) else None
    inner = wanted.removeprefix("Mapping[str, ").removesuffix("]")
    if not isinstance(value, dict):
        return None
    frozen = {key: _freeze(part, inner) for key, part in value.items()}
    return None if None in frozen.values() else frozen


def _line(text: str, key: str) -> int:
    """The line of a key inside [tool.lod], or of the table itself."""
    inside = 0
    for number, line in enumerate(text.splitlines(), 1):
        start = line.strip()
        if start.startswith("["):
            inside = number if start.startswith("[tool.lod") else 0
            if key and start == f"[tool.lod.{key}]":
                return number
        if inside and key and start.split("=")[0].strip().strip('"') == key:
            return number
        if inside and not key:
            return number
    return 0


def _values(config: Config, text: str) -> list[LodError]:
    errors: list[LodError] = []

    def wrong(key: str, value: str, expected: str) -> None:
        errors.append(WrongValue(Place(FILE, _line(text, key)), key=key, value=repr(value), expected=expected))

    for key, value in (("base", config.base), ("licence", config.licence)):
        if not SCHEME.match(value) or NOT_IN_IRI.search(value):
            wrong(key, value, "an absolute IRI")
    if not config.base.endswith(("/", "#")):
        wrong("base", config.base, "an IRI that ends with / or #")
    missing = [part for part in ("name", "iri") if part not in config.publisher]
    if missing:
        wrong("publisher", str(dict(config.publisher)), "a table with name and iri")
    if not config.title:
        wrong("title", "{}", "a table with a title per language")
    parts = config.issued.split("-")
    if [len(p) for p in parts] != [4, 2, 2] or not all(p.isdigit() for p in parts):
        wrong("issued", config.issued, "a day, YYYY-MM-DD")
    return errors


def _missing(config: Config, text: str) -> list[LodError]:
    named = [("ontology", f) for f in config.ontology] + [("shapes", f) for f in config.shapes]
    named += [("links", config.links)] if config.links else []
    errors: list[LodError] = [
        NoSuchFile(Place(FILE, _line(text, key)), file=f, suggestion=_near(config, f))
        for key, f in named
        if not config.path(f).is_file()
    ]
    stems = {p.name.split(".")[0] for p in config.files(config.mappings)}
    if not stems:
        hint = "it names the RML files, e.g. mappings/*.rml.ttl"
        errors.append(NoSuchFile(Place(FILE, _line(text, "mappings")), file=config.mappings[0], suggestion=hint))
    for wanted in config.dumps.values():
        for stem in wanted:
            if stem not in stems:
                hint = did_you_mean(stem, stems)
                errors.append(NoSuchFile(Place(FILE, _line(text, "dumps")), file=f"{stem}.rml.ttl", suggestion=hint))
    return errors


def _near(config: Config, file: str) -> str:
    folder = config.path(file).parent
    return did_you_mean(Path(file).name, [p.name for p in folder.glob("*")] if folder.is_dir() else [])
