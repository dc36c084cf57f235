"""The JSON schemas of the Reconciliation Service API 0.2, and the examples that come with them.

They lie beside the repository; tests that need them skip where they are not there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

Schema = bool | Mapping[str, Any]
FOLDER = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "reconciliation" / "0.2"
# what the manifest refers to and is not there: an authentication says of which type it is
SWAGGER = {"definitions": {"securityDefinitions": {"additionalProperties": {"required": ["type"]}}}}


def validator(name: str) -> Draft7Validator:
    """What tells whether something fits a schema."""
    if not FOLDER.is_dir():
        pytest.skip("the schemas of the reconciliation service are not at hand")
    known = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (FOLDER / "schemas").glob("*.json")}
    resources = [(schema["$id"], DRAFT7.create_resource(schema)) for schema in known.values() if "$id" in schema]
    registry: Registry[Schema] = Registry().with_resources(
        [*resources, ("http://swagger.io/v2/schema.json", DRAFT7.create_resource(SWAGGER))]
    )
    plain = {key: value for key, value in known[f"{name}.json"].items() if key != "$schema"}
    return Draft7Validator(plain, registry=registry)


def faults(name: str, instance: object) -> list[str]:
    """What of something does not fit a schema."""
    return [f"{list(e.absolute_path)}: {e.message}" for e in validator(name).iter_errors(instance)]


def examples(name: str, kind: str) -> Iterator[tuple[str, object]]:
    """The examples of a schema.

    kind   valid or invalid"""
    for path in sorted((FOLDER / "examples" / name / kind).glob("*.json")):
        yield path.name, json.loads(path.read_text(encoding="utf-8"))
