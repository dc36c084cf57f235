"""Calls that are right and wrong."""

from __future__ import annotations

import pytest

from lod.errors import Place
from lod.functions.catalogue import FUNCTIONS, check, find, ordered
from lod.functions.faults import UnknownFunction
from lod.functions.names import GREL, IDLAB, OWN

HERE, THERE = Place("m.ttl", 4, 5), Place("m.ttl", 6, 7)


@pytest.mark.parametrize("iri", FUNCTIONS)
def test_a_function_is_found_by_its_iri_and_takes_its_own_parameters(iri: str) -> None:
    function = find(iri, HERE)
    assert function.iri == iri
    names = [name for parameter in function.parameters for name in parameter.names]
    assert len(set(names)) == len(names)
    assert check(function, {parameter.iri: THERE for parameter in function.parameters}, HERE) == []
    assert check(function, {parameter.names[-1]: THERE for parameter in function.parameters}, HERE) == []


@pytest.mark.parametrize("iri", FUNCTIONS)
def test_a_required_argument_without_a_value_gives_none(iri: str) -> None:
    function = FUNCTIONS[iri]
    for missing, parameter in enumerate(function.parameters):
        if parameter.required:
            arguments = ["1" if number != missing else None for number in range(len(function.parameters))]
            assert function.python(*arguments) is None


@pytest.mark.parametrize(
    ("iri", "advice"),
    [
        (OWN + "slugg", f"did you mean {OWN}slug?"),
        (GREL + "toUppercase", f"did you mean {GREL}toUpperCase?"),
        ("http://example.com/idlab/function/trueCondition", f"did you mean {IDLAB}trueCondition?"),
        ("urn:x#concat", f"did you mean {OWN}concat?"),
        (IDLAB + "concatt", f"did you mean {IDLAB}concat?"),
        ("urn:x#dbpediaSpotlight", "docs/reference/functions.md lists all"),
    ],
)
def test_an_unknown_function_is_named_with_the_nearest(iri: str, advice: str) -> None:
    with pytest.raises(UnknownFunction) as caught:
        find(iri, HERE)
    assert str(caught.value) == f"m.ttl:4:5: error[M115]: there is no function {iri}; {advice}"


def test_wrong_parameters_are_named_with_their_places() -> None:
    replace = find(GREL + "string_replace", HERE)
    given = {GREL + "valueParam": THERE, GREL + "valueParameter": THERE, GREL + "p_string_finds": THERE}
    assert [str(error) for error in check(replace, given, HERE)] == [
        f'm.ttl:6:7: error[M116]: the function "string_replace" has no parameter {GREL}p_string_finds; '
        f"did you mean {GREL}p_string_find?",
        f'm.ttl:6:7: error[M116]: the function "string_replace" has two inputs for one parameter, '
        f"{GREL}valueParam and {GREL}valueParameter; keep one of them",
        f'm.ttl:4:5: error[M116]: the function "string_replace" lacks the parameter {GREL}param_find; '
        f"add an input for it",
        f'm.ttl:4:5: error[M116]: the function "string_replace" lacks the parameter {GREL}param_replace; '
        f"add an input for it",
    ]


def test_an_unknown_parameter_that_is_near_to_none_is_told_which_there_are() -> None:
    (error,) = check(find(OWN + "slug", HERE), {OWN + "text": THERE, "urn:x#zzz": THERE}, HERE)
    assert error.advice == f"its parameters are {OWN}text"


@pytest.mark.parametrize(
    ("function", "parameter", "right", "wrong", "advice"),
    [
        (OWN + "normalize-date", OWN + "order", "mdy", "ymd", "an order is dmy or mdy"),
        (OWN + "part", OWN + "index", "-1", "0", "an index is 1, 2, … from the start, or -1, -2, … from the end"),
        (OWN + "part", OWN + "separator", ";", "", "a separator has at least one character"),
        (OWN + "replace-pattern", OWN + "pattern", "[0-9]+", r"\d+",
         r"\d is not read the same everywhere; write [0-9] or [A-Za-z]"),
        (OWN + "replace-pattern", OWN + "replacement", "$1", "$", r"a plain $ is written \$; a group is $1 to $9"),
        (OWN + "expand-curie", OWN + "prefixes", "p=urn:a:", "p:urn",
         "write each prefix once, as in: p=https://example.org/person/"),
        (GREL + "string_substring", GREL + "param_int_i_from", "-3", "x", "it is a whole number, such as 0 or -1"),
        (GREL + "escape", GREL + "modeParam", "URL", "javascript", "the modes are csv, html, url, xml"),
        (GREL + "string_replace", GREL + "p_string_find", "/a+/", "/a*/",
         "it finds the empty text, which stands everywhere"),
        (GREL + "boolean_not", GREL + "param_b", "true", "yes", "it is true or false"),
    ],
)  # fmt: skip
def test_a_constant_that_no_call_can_use_is_a_mistake(
    function: str, parameter: str, right: str, wrong: str, advice: str
) -> None:
    called = find(function, HERE)
    given = {p.names[-1] if parameter in p.names[1:] else p.iri: HERE for p in called.parameters} | {parameter: THERE}
    assert check(called, given, HERE, {parameter: right}) == []
    (error,) = check(called, given, HERE, {parameter: wrong})
    assert (error.message, error.advice, error.place) == (
        f'the function "{called.name}" cannot take "{wrong}" as {parameter}',
        advice,
        THERE,
    )


def test_arguments_come_in_the_order_of_the_parameters() -> None:
    substring = find(GREL + "string_substring", HERE)
    given = {GREL + "p_int_i_from": "b", GREL + "valueParameter": "a"}
    assert ordered(substring, given, "NULL") == ("a", "b", "NULL")
