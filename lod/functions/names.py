"""The namespaces of functions, and parameters in our own.  local name -> IRI; pure."""

from __future__ import annotations

from collections.abc import Callable

from lod.functions.model import Parameter

OWN = "https://w3id.org/polhist/function/"
GREL = "http://users.ugent.be/~bjdmeest/function/grel.ttl#"
IDLAB = "https://w3id.org/imec/idlab/function#"
RESULT = (OWN + "result",)

TEXT = Parameter(OWN + "text")


def need(name: str, fault: Callable[[str], str] | None = None) -> Parameter:
    """A parameter of ours that must have a value."""
    return Parameter(OWN + name, fault=fault)


def may(name: str, fault: Callable[[str], str] | None = None) -> Parameter:
    """A parameter of ours that may be left out."""
    return Parameter(OWN + name, required=False, fault=fault)
