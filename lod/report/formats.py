"""Write a report in the format that is asked for.  Report + name -> text; pure."""

from __future__ import annotations

from lod.report.json import json
from lod.report.junit import junit
from lod.report.model import Report
from lod.report.sarif import sarif
from lod.report.text import text
from lod.report.turtle import turtle

FORMATS = ("text", "json", "turtle", "sarif", "junit", "html")
NOWHERE = "urn:lod:"  # names the report of files that belong to no dataset


def written(report: Report, form: str, base: str = "", version: str = "") -> str:
    """The report in one of FORMATS.

    base     IRI that the names of a Turtle report begin with; version: of this program, for SARIF"""
    match form:
        case "json":
            return json(report)
        case "turtle":
            return turtle(report, base or NOWHERE)
        case "sarif":
            return sarif(report, version)
        case "junit":
            return junit(report)
        case "html":
            from lod.report.html import html  # loads jinja2, which no other format needs

            return html(report)
    return text(report)
