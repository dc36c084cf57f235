"""Read all that a mapping asks for.  Mapping -> a relation of each source and view; one connection.

Read first: relations.py, views.py, mapping/references.py.  Spec: RML-IO (w3id.org/rml/io/spec), RML-LV."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from lod.engines import relations, views
from lod.errors import Failed, LodError, MissingDatabase, NoSuchFile, NotSupported, Place, raise_all
from lod.mapping.model import Mapping
from lod.mapping.references import references
from lod.sources import documents, opening
from lod.sources.model import Field, LogicalSource

Fields = dict[str, tuple[Field, ...]]  # by LogicalSource.key, in the order of the columns


@dataclass(frozen=True, slots=True)
class Inputs:
    """Reads what a mapping asks for."""

    con: relations.Connection
    scratch: Path  # a folder for files that are unpacked
    say: Callable[[str], None]
    tell: Callable[[LodError], None]  # what is odd, though no mistake

    def load(self, mapping: Mapping) -> Fields:
        """Make relations of all sources and views, called by their keys.

        raises   Failed with what is wrong with the first that cannot be read"""
        return self._load(mapping, views_only=False)

    def load_views(self, mapping: Mapping) -> Fields:
        """The same of what views read, and of the views themselves."""
        return self._load(mapping, views_only=True)

    def _load(self, mapping: Mapping, views_only: bool) -> Fields:
        asked, fields = references(mapping), Fields()
        read = {v.on.key for v in mapping.views if isinstance(v.on, LogicalSource)}
        for key, (source, places) in asked.items():
            if source.formulation != "view" and (key in read or not views_only):
                self.say(f"reading {source.path or 'a query'}")
                fields[key] = self._source(source, places)
        for view in mapping.views:
            self.say(f"making the {view.source.path}")
            file = _file(view.on) if isinstance(view.on, LogicalSource) and views.is_nested(view) else None
            made = views.load(self.con, view, asked[view.source.key][1], fields, file)
            fields[view.source.key] = made.fields
            for warning in made.warnings:
                self.tell(warning)
        return fields

    def _source(self, source: LogicalSource, places: dict[str, Place]) -> tuple[Field, ...]:
        if source.formulation == "sql":
            raise_all([NotSupported(source.place, feature="a view over the tables of a dataset", section="lod build")])
        if source.formulation in ("table", "query"):
            return self._database(source, places)
        file = _file(source)
        if source.formulation in ("json", "xml"):
            found = {**places, "": source.iterator_place or source.place}
            records = documents.read(source, file, list(places), found)
            for warning in records.warnings:
                self.tell(warning)
            return relations.load_records(self.con, source.key, records)
        if source.formulation == "parquet":
            return relations.load_parquet(self.con, source.key, source, file, places)
        plain = opening.unpacked(file, source.path, source.compression, source.encoding, self.scratch)
        fields = relations.load_csv(self.con, source.key, source, plain, places)
        if plain != file:
            with suppress(OSError):
                plain.unlink()
        return fields

    def _database(self, source: LogicalSource, places: dict[str, Place]) -> tuple[Field, ...]:
        if source.database is None:
            raise Failed([MissingDatabase(source.place)])
        from lod.sources import databases  # a driver may be missing

        given = source.database
        address = databases.database(given.address, source.place)
        whole = replace(address, user=given.user or address.user, password=given.password or address.password)
        read = databases.read(replace(source, database=whole), list(places), places)
        return relations.load_records(self.con, source.key, read)


def _file(source: LogicalSource) -> Path:
    file = Path(source.path)
    if not file.is_file():
        raise_all([NoSuchFile(source.place, file=source.path, suggestion="paths are relative to the working folder")])
    return file
