"""All functions that a mapping may call.  IRI -> Function, and what is wrong with a call; pure.

The catalogue is closed: a mapping cannot bring code along, so a build runs nothing that is not listed in
docs/reference/functions.md.
Spec: RML-FNML (w3id.org/rml/fnml/spec), Function Execution, Input."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from lod.errors import LodError, Place
from lod.functions import cases, choices, dates, grel, idlab, iris, patterns, slugs, texts
from lod.functions.faults import UnknownFunction, WrongArguments, nearest
from lod.functions.model import Function

FAMILIES = (cases, texts, patterns, slugs, choices, dates, iris, grel, idlab)
FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {function.iri: function for family in FAMILIES for function in family.FUNCTIONS}
)
T = TypeVar("T")


def find(iri: str, place: Place) -> Function:
    """The function of an IRI.

    raises   UnknownFunction (M115) with the nearest there is
    """
    function = FUNCTIONS.get(iri)
    if function is None:
        suggestion = nearest(iri, FUNCTIONS) or "docs/reference/functions.md lists all"
        raise UnknownFunction(place, function=iri, suggestion=suggestion)
    return function


def check(
    function: Function, given: Mapping[str, Place], place: Place, constants: Mapping[str, str] | None = None
) -> list[LodError]:
    """Hold a call against its function.

    given      IRI of each parameter that has an input, and where it is named; either IRI of a parameter will do
    place      of the call, for a parameter that is missing
    constants  IRI of each parameter whose input is the same in every row, and that input
    returns    WrongArguments (M116): a parameter that is unknown, given twice or missing, a constant it cannot take
    """
    errors: list[LodError] = []
    known = {name: parameter for parameter in function.parameters for name in parameter.names}
    for iri, where in given.items():
        if iri not in known:
            listed = ", ".join(parameter.iri for parameter in function.parameters)
            suggestion = nearest(iri, known) or f"its parameters are {listed}"
            errors.append(_wrong(where, function, f"has no parameter {iri}", suggestion))
    for parameter in function.parameters:
        used = [name for name in parameter.names if name in given]
        if parameter.required and not used:
            errors.append(_wrong(place, function, f"lacks the parameter {parameter.iri}", "add an input for it"))
        if len(used) > 1:
            both = f"has two inputs for one parameter, {' and '.join(used)}"
            errors.append(_wrong(given[used[1]], function, both, "keep one of them"))
        for name in used:
            text = (constants or {}).get(name)
            fault = parameter.fault(text) if parameter.fault and text is not None else ""
            if fault:
                errors.append(_wrong(given[name], function, f'cannot take "{text}" as {name}', fault))
    return errors


def _wrong(place: Place, function: Function, message: str, expected: str) -> LodError:
    return WrongArguments(place, function=function.name, message=message, expected=expected)


def ordered(function: Function, given: Mapping[str, T], missing: T) -> tuple[T, ...]:
    """The arguments of a call in the order of the function's parameters.

    given      by IRI, either one, of the parameter
    missing    what stands for an input that is not given: None for Python, "NULL::VARCHAR" for SQL
    """
    return tuple(
        next((given[name] for name in parameter.names if name in given), missing) for parameter in function.parameters
    )
