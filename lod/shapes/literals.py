"""Type the literals of a graph.  Table `term` -> table `literal`.

What XSD says of a literal is computed by the database, for all terms of a datatype at once; EDTF texts are read here,
one by one, for a grammar with sets and intervals is no matter for SQL, and a graph has few of them.

  literal(id, valid, family, key, num, number)    one row per literal that is not xsd:string and not rdf:langString
    valid     the text is a form of the datatype; true for datatypes that are not known
    family    what `<` of SPARQL compares: 1 decimal, 2 double, 4 boolean, 5 dateTime with zone, 6 without,
              7 date with zone, 8 without; NULL for all others, and where the text is not valid
    key       text whose byte order is the order of the values of a family, instants in UTC; NULL for 2
    num       families 1 and 2: the value, NULL for NaN; 5 to 8: seconds since 1970, a missing zone taken as UTC
    number    family 1: the exact value, NULL if it has more than 26 digits before the point or 12 after

Read first: lod/xsd.py, lod/edtf_levels.py.  Spec: RDF 1.1 Concepts section 5; SPARQL 1.1 section 17.3."""

from __future__ import annotations

from collections.abc import Collection

from lod import xsd
from lod.edtf_levels import level
from lod.vocab import EDTF, EDTF_DATE
from lod.workbench import Workbench

LEVELS = {EDTF_DATE: 2, **{f"{EDTF}EDTF-level{n}": n for n in (0, 1, 2)}}  # datatype -> the highest level it has


def type_terms(bench: Workbench) -> None:
    """Make the table `literal` of a workbench that has the table `term`."""
    _type(bench, "term", "CREATE TABLE literal AS", None)


def add_literals(bench: Workbench, terms: str) -> None:
    """Add the literals of a relation like `term` to the table `literal`."""
    _type(bench, terms, "INSERT INTO literal", bench.texts(f"SELECT DISTINCT datatype FROM {terms}"))


def _type(bench: Workbench, terms: str, into: str, datatypes: Collection[str] | None) -> None:
    names = ", ".join(f"'{name}'" for name in LEVELS)
    edtf = bench.con.execute(f"SELECT id, lexical, datatype FROM {terms} WHERE datatype IN ({names})").fetchall()
    valid = [is_edtf(text, datatype) for _, text, datatype in edtf]
    others = f"(SELECT id, lexical, datatype FROM {terms} WHERE kind = 'literal' AND datatype NOT IN ({names}))"
    bench.con.execute(f"{into} {xsd.typed(others, datatypes)}")
    bench.con.execute(
        "INSERT INTO literal (id, valid) SELECT unnest(?::INTEGER[]), unnest(?::BOOLEAN[])",
        [[row[0] for row in edtf], valid],
    )


def is_edtf(text: str, datatype: str) -> bool:
    """Tell whether a text is a form of one of the EDTF datatypes.

    >>> is_edtf("199X", EDTF_DATE), is_edtf("199X", EDTF + "EDTF-level0")
    (True, False)
    """
    found = level(text)
    return found is not None and found <= LEVELS[datatype]
