"""Read dates as people write them.  text -> day, month or year in the form of XML Schema; pure.

Read first: `normalize_date`.  Months have English and Spanish names.  A date is taken as written: it is not moved to
another calendar, a year has four digits, and a day that never was is none.
Spec: XSD 1.1 part 2, date, gYearMonth, gYear."""

from __future__ import annotations

import re
from calendar import isleap
from functools import lru_cache

from lod import edtf
from lod.functions.model import Function, strict
from lod.functions.names import OWN, RESULT, TEXT, may, need
from lod.functions.texts import WHITE
from lod.vocab import XSD

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sept sep septiembre setiembre set",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        1,
    )
    for name in names.split()
}
ORDERS = ("dmy", "mdy")
NAME = r"(?P<name>[a-z]{3,10})\.?"
DAY, YEAR = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.?º|\.?°|\.|ro|er)?", "(?P<year>[0-9]{4})"
NUMBER = "[0-9]{1,2}"
FORMS = tuple(
    re.compile(form)
    for form in (
        YEAR,
        rf"{YEAR}([-/.])(?P<month>{NUMBER})(?:\2(?P<day>{NUMBER}))?",  # 1912-05-03, 1912-5
        rf"(?P<month>{NUMBER})[-/.]{YEAR}",  # 05/1912
        rf"(?P<first>{NUMBER})([-/.])(?P<second>{NUMBER})\2{YEAR}",  # 3/5/1912
        rf"{DAY}[ -](?:of |de )?{NAME},?[ -](?:de |del )?{YEAR}",  # 3 May 1912, 3 de mayo de 1912
        rf"{NAME} {DAY}(?:,? | de | del ){YEAR}",  # May 3, 1912, mayo 3 de 1912
        rf"{NAME},?[ -](?:of |de |del )?{YEAR}",  # May 1912, mayo de 1912
    )
)
SPACES = re.compile(f"[{WHITE}]+")


@lru_cache(maxsize=4096)
def _read(text: str, order: str) -> tuple[int, int, int] | None:
    """Year, month and day, 0 for what is not said."""
    plain = SPACES.sub(" ", text.strip(WHITE)).lower()
    found = next((match for form in FORMS if (match := form.fullmatch(plain))), None)
    if found is None or (order and order not in ORDERS):
        return None
    said = found.groupdict()
    if "first" in said:
        day, month = _ordered(int(said["first"]), int(said["second"]), "." in plain, order)
    else:
        month = MONTHS.get(said["name"], 0) if "name" in said else int(said.get("month") or 0)
        day = int(said.get("day") or 0)
        if ("name" in said or said.get("month")) and not month:
            return None
        if said.get("day") and not day:
            return None
    year = int(said["year"])
    return (year, month, day) if year and _is_there(year, month, day) else None


def _ordered(first: int, second: int, dots: bool, order: str) -> tuple[int, int]:
    """Day and month; two zeros beyond the months there are where nothing says which is which."""
    if order:
        return (first, second) if order == "dmy" else (second, first)
    if dots or first > 12 or first == second:
        return first, second
    return (second, first) if second > 12 else (0, 13)


def _is_there(year: int, month: int, day: int) -> bool:
    longest = (31, 29 if isleap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return month <= 12 and day <= (longest[month - 1] if month else 0)


def normalize_date(text: str, order: str | None) -> str | None:
    """A written date as XML Schema writes it: a day, a month or a year.

    text     such as 3 May 1912, May 3rd, 1912, 3 de mayo de 1912, 03.05.1912, 1912-5-3, May 1912, 5/1912, 1912
    order    dmy or mdy, what a date in numbers is; needed where both are possible, as in 3/5/1912, not in 13/5/1912;
             with dots the day comes first if no order is given
    returns  None where the form is unknown, where the order is unclear, and where there was no such day
    >>> normalize_date("3 de mayo de 1912", None), normalize_date("May 1912", None), normalize_date("3/5/1912", None)
    ('1912-05-03', '1912-05', None)
    """
    date = _read(text, order or "")
    if date is None:
        return None
    year, month, day = date
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")


def date_datatype(text: str, order: str | None) -> str | None:
    """The datatype of what `normalize_date` gives, for a datatype map.

    >>> date_datatype("May 1912", None)
    'http://www.w3.org/2001/XMLSchema#gYearMonth'
    """
    date = _read(text, order or "")
    if date is None:
        return None
    return XSD + ("date" if date[2] else "gYearMonth" if date[1] else "gYear")


def order_fault(order: str) -> str:
    """Say what keeps a text from being an order; empty if nothing does."""
    return "" if order in ORDERS else "an order is dmy or mdy"


def bound(name: str) -> Function:
    """The function that gives one bound of an EDTF date; a text that is none, and an open end, have none."""

    def evaluate(text: str) -> str | None:
        try:
            bounds = edtf.bounds(text)
        except edtf.EdtfError:
            return None
        day: str | None = getattr(bounds, name)
        return day

    iri = OWN + name.replace("_", "-")
    return strict(Function(iri, (need("edtf"),), evaluate, datatype=XSD + "date", outputs=RESULT))


WRITTEN = (TEXT, may("order", order_fault))
BOUNDS = ("earliest", "latest", "start_earliest", "start_latest", "end_earliest", "end_latest")
FUNCTIONS = (
    strict(Function(OWN + "normalize-date", WRITTEN, normalize_date, outputs=RESULT)),
    strict(Function(OWN + "date-datatype", WRITTEN, date_datatype, outputs=RESULT)),
    *(bound(name) for name in BOUNDS),
)
