"""What can be wrong with a question about names.  Errors only; each names the HTTP status of its answer.

Spec: Reconciliation Service API 0.2."""

from __future__ import annotations

from lod.errors import LodError


class NoJson(LodError):
    code, template, status = "H501", "{parameter} is not JSON: {message}", 400


class BadQuestion(LodError):
    code, template, status = "H502", "{what} is {given}", 400
    hint = "it must be {expected}"


class TooMany(LodError):
    code, template, status = "H503", "the request holds {count} {what}", 413
    hint = "at most {most}; send the rest in other requests"


class NotOffered(LodError):
    code, template, status = "H504", "names cannot be looked up: {message}", 503
    hint = "the tables `linked` and `compared` of the configuration say what is looked up"
