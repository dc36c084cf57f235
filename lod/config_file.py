"""Read the one configuration of a dataset.  pyproject.toml -> Config; reads that file only.

Read first: config.py, config_wikidata.py."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path

from lod import config_wikidata, packing
from lod.config import ENGINES, FILE, Config
from lod.errors import (
    ConfigurationSyntax,
    Failed,
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
from lod.literals import LANGUAGE
from lod.terms import iri_fault

# files that a build writes whatever the configuration says
OURS = {"SHA256SUMS", "context.jsonld", "dcat.ttl", "ontology.ttl", "questions.ttl", "void.ttl"}
OURS |= {"report.ttl", "report.txt"}
SIZE = re.compile(r"[1-9][0-9]*(\.[0-9]+)? ?[KMGT]i?B")  # of memory
REQUIRED = {"base", "title", "licence", "publisher", "version", "issued", "mappings", "dumps"}
EXPECTED = {
    "str": "a text",
    "bool": "true or false",
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
        tool = tomllib.loads(data.decode("utf-8")).get("tool")
    except UnicodeDecodeError as error:
        raise_all([NotUtf8(Place(FILE), position=error.start, byte=data[error.start])])
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+), column (\d+)", str(error))
        place = Place(FILE, *(int(n) for n in where.groups())) if where else Place(FILE)
        raise_all([ConfigurationSyntax(place, message=str(error).partition(" (at ")[0])])
    if not isinstance(tool, dict) or not isinstance(tool.get("lod"), dict):
        raise Failed([NoConfiguration(file=FILE)])
    return _config(root, data.decode("utf-8"), tool["lod"])


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
    raise_all(_values(config, text))
    raise_all(_missing(config, text))
    return config


def _freeze(value: object, wanted: str) -> object:
    """The value as the field holds it, or None where it has another type."""
    if wanted == "str":
        return value if isinstance(value, str) else None
    if wanted == "bool":
        return value if isinstance(value, bool) else None
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
    """The line of a key of [tool.lod]; of the table itself for no key, or one that is not found."""
    section, table = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        start = line.strip()
        if start.startswith("["):
            section = start.strip("[] ")
            table = table or number * section.startswith("tool.lod")
            if key and section == f"tool.lod.{key}":
                return number
        elif key and section == "tool.lod" and re.match(rf"[\"']?{re.escape(key)}[\"']?\s*[=.]", start):
            return number
    return table


def _values(config: Config, text: str) -> list[LodError]:
    return [
        WrongValue(Place(FILE, _line(text, key)), key=key, value=repr(value), expected=expected)
        for key, value, expected in (
            *_wrong_words(config),
            *config_wikidata.wrong(config.wikidata or {}),
            *_wrong_files(config),
        )
    ]


def _wrong_words(config: Config) -> Iterator[tuple[str, object, str]]:
    """Keys that hold something else than the IRI, language, day or size they must, with value and expectation."""
    one = {"base": config.base, "licence": config.licence, "publisher": config.publisher.get("iri", "")}
    iris = [*one.items(), *([("contact", config.contact)] if config.contact else [])]
    iris += [(key, i) for key in ("spatial", "themes") for i in getattr(config, key)]
    iris += [("prefixes", i) for i in (config.prefixes or {}).values()]
    for key, value in iris:
        if iri_fault(value):
            yield key, value, "a table with name and iri" if key == "publisher" else "an absolute IRI"
    if not config.base.endswith(("/", "#")):
        yield "base", config.base, "an IRI that ends with / or #"
    if "name" not in config.publisher:
        yield "publisher", dict(config.publisher), "a table with name and iri"
    if not config.title:
        yield "title", {}, "a table with a title per language"
    tags = [("title", tag) for tag in config.title] + [("languages", tag) for tag in config.languages]
    tags += [(key, tag) for key in ("description", "keywords") for tag in getattr(config, key) or {}]
    for key, tag in tags:
        if not LANGUAGE.fullmatch(tag):
            yield key, tag, "written with language tags in lower case, such as en"
    if not _is_day(config.issued):
        yield "issued", config.issued, "a day, YYYY-MM-DD"
    if config.packing not in ("", *packing.ENDINGS):
        yield "packing", config.packing, f"one of {', '.join(packing.ENDINGS)}"
    if config.engine not in ENGINES:
        yield "engine", config.engine, f"one of {', '.join(ENGINES)}"
    if not SIZE.fullmatch(config.memory):
        yield "memory", config.memory, "a size such as 1GB"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _wrong_files(config: Config) -> Iterator[tuple[str, object, str]]:
    """Keys whose file names would break a build, or let it replace what is not its own."""
    if not re.fullmatch(r"\w[\w.-]*", config.name):
        yield "name", config.name, "a plain file name without ending"
    if not config.mappings:
        yield "mappings", [], "a list with at least one pattern, such as mappings/*.rml.ttl"
    for pattern in config.mappings:
        try:
            list(config.root.glob(pattern))
        except (NotImplementedError, ValueError):  # what pathlib says of an absolute pattern, and of an empty one
            yield "mappings", pattern, "a pattern such as mappings/*.rml.ttl, relative to this file"
    taken = {*OURS, *(Path(f).name for f in (*config.shapes, config.links))}
    for key, files, endings in (("dumps", config.dumps, ("ttl", "nt")), ("tables", config.tables, ("csv", "tsv"))):
        for file in files or {}:
            if not re.fullmatch(rf"\w[\w.-]*\.({'|'.join(endings)})", file) or file in taken:
                yield key, file, f"names that no other published file has, ending in .{' or .'.join(endings)}"
    for stem in config.apart:
        if not any(stem in stems for stems in config.dumps.values()):
            yield "apart", stem, "the name of what a dump holds, because no other file will"
    output = config.path(config.output).resolve()
    kept = [config.root, *(config.path(f) for f in (config.facts, config.views, config.questions, config.links or "."))]
    kept += [config.path(f) for f in (*config.ontology, *config.shapes, (config.wikidata or {}).get("cache", "."))]
    if any(path.resolve().is_relative_to(output) for path in kept):
        yield "output", config.output, "a folder of its own, because every build replaces it as a whole"


def _missing(config: Config, text: str) -> list[LodError]:
    named = [("ontology", f) for f in config.ontology] + [("shapes", f) for f in config.shapes]
    named += [("links", config.links)] if config.links else []
    absent = [(key, f) for key, f in named if not config.path(f).is_file()]
    folders = [(f.name, str(getattr(config, f.name)), f.default) for f in fields(Config)]
    absent += [
        (key, folder)
        for key, folder, default in folders
        if key in ("facts", "views", "questions") and folder != default and not config.path(folder).is_dir()
    ]
    errors: list[LodError] = [
        NoSuchFile(Place(FILE, _line(text, key)), file=f, suggestion=_near(config, f)) for key, f in absent
    ]
    stems = {p.name.split(".")[0] for p in config.files(config.mappings)}
    if not stems:
        hint = "it names the RML files, e.g. mappings/*.rml.ttl"
        errors.append(NoSuchFile(Place(FILE, _line(text, "mappings")), file=config.mappings[0], suggestion=hint))
    dumped, shown = [s for wanted in config.dumps.values() for s in wanted], (config.tables or {}).values()
    views = {p.name.split(".")[0] for p in config.path(config.views).glob("*.sql")}
    given = (*(("dumps", s, stems, "rml.ttl") for s in dumped), *(("tables", s, views, "sql") for s in shown))
    for key, stem, known, ending in given if stems else ():
        if stem not in known:
            hint = did_you_mean(stem, known)
            errors.append(NoSuchFile(Place(FILE, _line(text, key)), file=f"{stem}.{ending}", suggestion=hint))
    return errors


def _near(config: Config, file: str) -> str:
    folder = config.path(file).parent
    return did_you_mean(Path(file).name, [p.name for p in folder.glob("*")] if folder.is_dir() else [])
