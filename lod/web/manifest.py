"""Describe the reconciliation service.  release, address -> manifest; pure.

Spec: Reconciliation Service API 0.2 (service manifest)."""

from __future__ import annotations

from lod.reconciliation.read import BATCH
from lod.web.model import Source

PATH = "/reconcile"
WIDTH, HEIGHT = 420, 240  # of a preview
SETTINGS: list[dict[str, object]] = [
    {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": "How many values of each thing; 0: all",
    },
    {
        "name": "content",
        "label": "Content",
        "type": "select",
        "default": "thing",
        "help_text": "What is fetched where the value is a thing",
        "choices": [
            {"value": "thing", "name": "The thing, matched"},
            {"value": "name", "name": "Its name"},
            {"value": "id", "name": "Its identifier"},
            {"value": "iri", "name": "Its IRI"},
        ],
    },
    {
        "name": "dates",
        "label": "Dates",
        "type": "select",
        "default": "days",
        "help_text": "A date that is not known to the day always stays as it is written (EDTF)",
        "choices": [
            {"value": "days", "name": "Days as dates"},
            {"value": "written", "name": "As they are written"},
        ],
    },
]


def manifest(source: Source, origin: str, types: object, language: str) -> dict[str, object]:
    """The manifest.

    origin   scheme and host that the client has used
    types    the types that are offered first"""
    titles = dict(source.title)
    title = titles.get(language) or next(iter(titles.values()), source.base)
    suggested = {
        what: {
            "service_url": origin,
            "service_path": f"{PATH}/suggest/{what}",
            "flyout_service_path": f"{PATH}/flyout/{what}?id=${{id}}",
        }
        for what in ("entity", "property", "type")
    }
    return {
        "versions": ["0.2"],
        "name": title,
        "identifierSpace": source.base,
        "schemaSpace": source.base,
        "documentation": f"{origin}{PATH}/about",
        "serviceVersion": source.version,
        "defaultTypes": types,
        "view": {"url": origin + "/{{id}}"},
        "feature_view": {"url": f"{origin}{PATH}/about#{{{{id}}}}"},
        "preview": {"url": f"{origin}{PATH}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": suggested,
        "extend": {
            "propose_properties": {"service_url": origin, "service_path": f"{PATH}/propose"},
            "property_settings": SETTINGS,
        },
        "batchSize": BATCH,
    }
