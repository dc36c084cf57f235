"""Read all that a mapping asks for.  Mapping -> a relation of each source and view; one connection.

Read first: relations.py, views.py, mapping/references.py.  Spec: RML-IO (w3id.org/rml/io/spec), RML-LV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lod.engines import reading, relations, views
from lod.errors import LodError, NotSupported, Place, raise_all
from lod.mapping.model import Mapping
from lod.mapping.references import references
from lod.sources.model import Field, LogicalSource

HERE = Path()  # paths are relative to the working folder
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
            file = (
                reading.file_of(view.on, HERE) if isinstance(view.on, LogicalSource) and views.is_nested(view) else None
            )
            made = views.load(self.con, view, asked[view.source.key][1], fields, file)
            fields[view.source.key] = made.fields
            for warning in made.warnings:
                self.tell(warning)
        return fields

    def _source(self, source: LogicalSource, places: dict[str, Place]) -> tuple[Field, ...]:
        if source.formulation == "sql":
            raise_all([NotSupported(source.place, feature="a view over the tables of a dataset", section="lod build")])
        if source.formulation not in reading.DOCUMENTS:
            return reading.load(self.con, source, places, HERE, self.scratch)
        records = reading.records(source, places, HERE)
        for warning in records.warnings:
            self.tell(warning)
        return relations.load_records(self.con, source.key, records)
