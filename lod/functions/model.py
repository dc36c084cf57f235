"""The nouns of functions: what a mapping may call.  Values only.

Arguments and results are texts; None is no value.  A function without a value for a parameter it requires gives none,
in Python (None) and in SQL (NULL).  An optional parameter that is not given is None, and NULL in SQL.
Spec: RML-FNML (w3id.org/rml/fnml/spec), Function Execution; Function Ontology (w3id.org/function/spec)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

Python = Callable[..., str | None]
Sql = Callable[[Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One input of a function."""

    iri: str  # e.g. http://users.ugent.be/~bjdmeest/function/grel.ttl#valueParam
    required: bool = True
    predicate: str = ""  # a second IRI for it, its fno:predicate, e.g. …#valueParameter: mappings use either
    fault: Callable[[str], str] | None = None  # says what keeps a text from being an argument; empty if nothing

    @property
    def names(self) -> tuple[str, ...]:
        return (self.iri, self.predicate) if self.predicate else (self.iri,)


@dataclass(frozen=True, slots=True)
class Function:
    """What a mapping may call.  Pure: the same arguments give the same result on any machine."""

    iri: str
    parameters: tuple[Parameter, ...]
    python: Python  # an argument for each parameter, in their order
    sql: Sql | None = None  # DuckDB expressions for the arguments, VARCHAR -> one expression, VARCHAR
    datatype: str = ""  # IRI of the natural datatype of the result; empty: a string
    outputs: tuple[str, ...] = ()  # IRIs by which a mapping may name the result (rml:return)

    @property
    def name(self) -> str:
        """The last part of the IRI, as messages call the function."""
        return local(self.iri)


def local(iri: str) -> str:
    """The part of an IRI behind its namespace.

    >>> local("https://w3id.org/polhist/function/slug")
    'slug'
    """
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


def strict(function: Function) -> Function:
    """The same function, whose Python is not called where a required argument has no value."""
    required = [number for number, parameter in enumerate(function.parameters) if parameter.required]
    python = function.python

    def call(*arguments: str | None) -> str | None:
        return None if any(arguments[number] is None for number in required) else python(*arguments)

    return replace(function, python=call)
