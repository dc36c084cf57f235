r"""Write SQL that types literals.  (id, lexical, datatype) -> (id, valid, family, key, num, number); pure text.

Read first: `typed`.  Each group of datatypes is one SELECT over the rows of the group alone, and every step of it names
columns for the next, so that no regular expression meets a text of another datatype and nothing is computed twice.  A
text that is not valid is replaced by a placeholder after the first step: later casts cannot fail.

  number key    p or n (sign), length of the integer digits, integer digits, fraction without trailing zeros;
                negative: each part complemented, and ~ at the end, which is above every digit
  instant key   year as a number key, then MMDD; where there is a time or a zone also SSSSS of the day (UTC), fraction

Years are text throughout, so that they may have any number of digits; leap years need the last four only.
Spec: XSD 1.1 part 2 (whiteSpace applied first); SPARQL 1.1 section 17.3 for what `<` compares."""

from __future__ import annotations

from collections.abc import Callable, Collection

from lod.vocab import RDF_LANGSTRING, XSD, XSD_STRING

Names = tuple[str, ...]  # of datatypes, without the namespace
UNLIMITED = (None, None)
INTEGERS: dict[str, tuple[int | None, int | None]] = {  # datatype -> least and greatest value
    "integer": UNLIMITED,
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
DECIMALS = ("decimal", *INTEGERS)
DOUBLES = ("double", "float")
DATETIMES = ("dateTime", "dateTimeStamp")

UNSIGNED = r"(\d+\.?\d*|\.\d+)"
DOUBLE = rf"[+-]?{UNSIGNED}([eE][+-]?\d+)?|[+-]?INF|NaN"
ZONE = r"(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)"
YEAR, MONTH, DAY = r"-?([1-9]\d{3,}|0\d{3})", r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
TIME = r"(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)"
MONTH_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d)|(0[13-9]|1[0-2])-30|(0[13578]|1[02])-31"
SECOND = r"\d+(\.\d+)?S"
CLOCK = rf"T(\d+H(\d+M)?({SECOND})?|\d+M({SECOND})?|{SECOND})"
START = (  # XML 1.0 (fifth edition), NameStartChar without the colon
    r"A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}"
    r"\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}"
)
PART = START + r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}"
UNORDERED = {  # datatypes that have a form and that SPARQL does not order
    "time": f"{TIME}{ZONE}?",
    "gYear": f"{YEAR}{ZONE}?",
    "gYearMonth": f"{YEAR}-{MONTH}{ZONE}?",
    "gMonth": f"--{MONTH}{ZONE}?",
    "gMonthDay": f"--({MONTH_DAY}){ZONE}?",
    "gDay": f"---{DAY}{ZONE}?",
    "duration": rf"-?P((\d+Y(\d+M)?(\d+D)?|\d+M(\d+D)?|\d+D)({CLOCK})?|{CLOCK})",
    "yearMonthDuration": r"-?P(\d+Y(\d+M)?|\d+M)",
    "dayTimeDuration": rf"-?P(\d+D({CLOCK})?|{CLOCK})",
    "hexBinary": r"([0-9a-fA-F]{2})*",
    "base64Binary": r"(([A-Za-z0-9+/] ?){4})*"
    r"(([A-Za-z0-9+/] ?){2}([A-Za-z0-9+/] ?[A-Za-z0-9+/]|[AEIMQUYcgkosw048] ?=)|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?",
    "language": "[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
    "Name": f"[:{START}][:{PART}]*",
    "NCName": f"[{START}][{PART}]*",
    "NMTOKEN": f"[:{PART}]+",
}
COLUMNS = {"family": "TINYINT", "key": "VARCHAR", "num": "DOUBLE", "number": "DECIMAL(38,12)"}
TRIMMED = "trim(lexical, ' ' || chr(9) || chr(10) || chr(13)) AS t"
CLOCK_OF = {  # rest is MM-DD, then Thh:mm:ss and the fraction if there is a time, then the zone
    False: "0 AS clock, substr(rest, 6) AS tail",
    True: "substr(rest, 7, 2)::INTEGER * 3600 + substr(rest, 10, 2)::INTEGER * 60 + substr(rest, 13, 2)::INTEGER"
    " AS clock, substr(rest, 15) AS tail",
}
FRACTION = {False: "''", True: "rtrim(substr(tail, 2, greatest(0, length(tail) - zone - 1)), '0')"}
SECONDS = """CASE WHEN length(year) > 15 THEN y * 31556952 ELSE
  86400 * (365 * march + floor(march / 4) - floor(march / 100) + floor(march / 400)
    + (153 * ((month + 9) % 12) + 2) // 5 + day - 719469)
  + moment + CASE part WHEN '' THEN 0 ELSE ('0.' || part)::DOUBLE END END"""


def typed(source: str, datatypes: Collection[str] | None = None) -> str:
    """Write the SELECT that types the literals of a relation.

    source      a relation with the columns id, lexical, datatype (an IRI); rows of other terms (no datatype), of
                xsd:string and of rdf:langString are passed over
    datatypes   the only datatypes of the relation, where they are known: the SELECT is planned up to ten times faster
    returns     SELECT of id, valid BOOLEAN, family TINYINT, key VARCHAR, num DOUBLE, number DECIMAL(38,12); in no order
    source      XSD 1.1 part 2; a datatype that is not known has every text as a valid form
    """
    groups: dict[tuple[str, ...], Callable[[Names], str]] = {
        DECIMALS: _decimals,
        DOUBLES: _doubles,
        ("boolean",): _booleans,
        ("date",): _dates,
        DATETIMES: _datetimes,
        tuple(UNORDERED): _unordered,
    }
    known = [XSD + name for names in groups for name in names]
    used = set(known) if datatypes is None else set(datatypes)
    needed = ((tuple(name for name in names if XSD + name in used), write) for names, write in groups.items())
    selects = [write(names) for names, write in needed if names]
    if datatypes is None or not selects or not used.issubset(known):
        passed = ", ".join(f"'{name}'" for name in ("", XSD_STRING, RDF_LANGSTRING, *known))
        selects.append(_select(f"(SELECT id, TRUE AS valid FROM literals WHERE datatype NOT IN ({passed}))"))
    # not materialized: each SELECT scans the rows of its own datatypes, and the texts are never copied
    rows = f"WITH literals AS NOT MATERIALIZED (SELECT id, lexical, datatype FROM {source})"
    return f"SELECT id, valid, {', '.join(COLUMNS)} FROM ({rows}\n" + "\nUNION ALL ".join(selects) + ")"


def _decimals(names: Names) -> str:
    limits = {name: INTEGERS[name] for name in names if INTEGERS.get(name, UNLIMITED) != UNLIMITED}
    ranges = " ".join(f"WHEN '{XSD}{name}' THEN {_inside(*limit)}" for name, limit in limits.items())
    form = f"regexp_full_match(t, '[+-]?{UNSIGNED}') AND (NOT contains(t, '.') OR datatype = '{XSD}decimal')"
    rows = _steps(
        _rows(names),
        TRIMMED,
        f"{form} AS ok",
        "CASE WHEN ok THEN t ELSE '0' END AS c",
        "strpos(c, '.') AS dot",
        "ltrim(CASE dot WHEN 0 THEN c ELSE left(c, dot - 1) END, '+-0') AS whole,"
        " CASE dot WHEN 0 THEN '' ELSE rtrim(substr(c, dot + 1), '0') END AS part",
        "starts_with(c, '-') AND (whole <> '' OR part <> '') AS negative,"
        " CASE WHEN length(whole) <= 26 AND length(part) <= 12 THEN c::DECIMAL(38,12) END AS exact",
        f"ok AND CASE datatype {ranges} ELSE TRUE END AS valid" if ranges else "ok AS valid",
    )
    below = f"{_minus('whole')} || translate(part, '0123456789', '9876543210') || '~'"
    key = f"CASE WHEN negative THEN {below} ELSE {_plus('whole')} || part END"
    return _select(rows, family="1", key=key, num="c::DOUBLE + 0", number="exact")


def _inside(least: int | None, greatest: int | None) -> str:
    """SQL of "inside the range"; what is too long for `exact` lies beyond every limit, on the side of its sign."""
    low = "TRUE" if least is None else f"coalesce(exact >= {least}, NOT negative)"
    high = "TRUE" if greatest is None else f"coalesce(exact <= {greatest}, negative)"
    return f"({low} AND {high})"


def _plus(digits: str) -> str:
    """SQL of a text that sorts as the number these digits are: their count stands in front."""
    count = f"length({digits})"
    size = f"CASE WHEN {count} < 90 THEN chr(35 + {count}::INTEGER) ELSE '}}' || lpad({count}::VARCHAR, 10, '0') END"
    return f"'p' || {size} || {digits}"


def _minus(digits: str) -> str:
    """SQL of a text that sorts as minus the number these digits are."""
    count = f"length({digits})"
    size = f"CASE WHEN {count} < 90 THEN chr(124 - {count}::INTEGER) ELSE '!' || (9999999999 - {count})::VARCHAR END"
    return f"'n' || {size} || translate({digits}, '0123456789', '9876543210')"


def _doubles(names: Names) -> str:
    rows = _steps(
        _rows(names),
        TRIMMED,
        f"regexp_full_match(t, '{DOUBLE}') AS valid",
        "CASE WHEN valid AND t <> 'NaN' THEN t END AS c",  # NaN is neither below nor above anything
    )
    num = f"CASE datatype WHEN '{XSD}float' THEN c::FLOAT::DOUBLE ELSE c::DOUBLE END + 0"  # + 0: -0 is 0
    return _select(rows, family="2", num=num)


def _booleans(names: Names) -> str:
    rows = _steps(_rows(names), TRIMMED, "t IN ('true', 'false', '1', '0') AS valid")
    return _select(rows, family="4", key="CASE WHEN t IN ('true', '1') THEN '1' ELSE '0' END")


def _dates(names: Names) -> str:
    return _instants(names, timed=False)


def _datetimes(names: Names) -> str:
    return _instants(names, timed=True)


def _instants(names: Names, timed: bool) -> str:
    """Dates stand for their first moment, so those with a zone need a time of day in their key, and no others."""
    form = f"{YEAR}-{MONTH}-{DAY}" + (f"T{TIME}" if timed else "")
    stamp = f"CASE datatype WHEN '{XSD}dateTimeStamp' THEN regexp_full_match(t, '{form}{ZONE}')"
    offset = "(substr(tail, -5, 2)::INTEGER * 3600 + right(tail, 2)::INTEGER * 60)"
    rows = _steps(
        _rows(names),
        TRIMMED,
        f"{stamp} ELSE regexp_full_match(t, '{form}{ZONE}?') END AS ok",
        "CASE WHEN ok THEN t ELSE '2000-01-01T00:00:00' END AS c",
        "ltrim(c, '-') AS body",
        "left(body, strpos(body, '-') - 1) AS year, substr(body, strpos(body, '-') + 1) AS rest",
        "right(year, 4)::INTEGER AS last, left(rest, 2)::INTEGER AS month, substr(rest, 4, 2)::INTEGER AS day,"
        f" starts_with(c, '-') AND year <> '0000' AS bce, {CLOCK_OF[timed]}",
        "last % 4 = 0 AND (last % 100 <> 0 OR last % 400 = 0) AS leap,"
        " CASE WHEN ends_with(tail, 'Z') THEN 1 WHEN substr(tail, -3, 1) = ':' THEN 6 ELSE 0 END AS zone",
        f"CASE WHEN zone < 6 THEN 0 WHEN substr(tail, -6, 1) = '-' THEN -{offset} ELSE {offset} END AS ahead,"
        f" {FRACTION[timed]} AS part",
        f"ok AND day <= {_days('month')} AS valid, clock - ahead AS moment",
        "CASE WHEN moment < 0 THEN -1 WHEN moment >= 86400 THEN 1 ELSE 0 END AS shift",
        "CASE WHEN bce THEN -year::DOUBLE ELSE year::DOUBLE END AS y",
        "CASE WHEN month < 3 THEN y - 1 ELSE y END AS march",  # a year that begins in March ends with the leap day
    )
    digits = "lpad((moment - 86400 * shift)::VARCHAR, 5, '0') || part"
    time = digits if timed else f"CASE zone WHEN 0 THEN '' ELSE {digits} END"
    return _select(
        _in_utc(rows),
        family=f"CASE zone WHEN 0 THEN {6 if timed else 8} ELSE {5 if timed else 7} END",
        key=f"CASE WHEN before THEN {_minus('era')} ELSE {_plus('era')} END || monthday || {time}",
        num=SECONDS,
    )


def _in_utc(rows: str) -> str:
    """Move the day by `shift`: names era (the digits of the year), before (the year is below zero) and monthday."""
    kept = "rtrim('0' || year, CASE WHEN grows THEN '9' ELSE '0' END)"  # digits in front of what the carry runs through
    moved = (
        f"ltrim(left({kept}, -1) || chr(ascii(right({kept}, 1)) + CASE WHEN grows THEN 1 ELSE -1 END)"
        f" || repeat(CASE WHEN grows THEN '0' ELSE '9' END, length(year) + 1 - length({kept})), '0')"
    )
    later = f"CASE day WHEN {_days('month')} THEN 1 ELSE day + 1 END"
    earlier = f"CASE day WHEN 1 THEN {_days('(month - 1)')} ELSE day - 1 END"
    return _steps(
        rows,
        f"CASE shift WHEN 0 THEN day WHEN 1 THEN {later} ELSE {earlier} END AS utc_day",
        "month + CASE WHEN shift = 1 AND utc_day = 1 THEN 1 WHEN shift = -1 AND day = 1 THEN -1 ELSE 0 END"
        " AS utc_month",
        "CASE utc_month WHEN 13 THEN 1 WHEN 0 THEN -1 ELSE 0 END AS turn",  # of the year
        "CASE turn WHEN 1 THEN bce AND year <> '0001' WHEN -1 THEN bce OR year = '0000' ELSE bce END AS before",
        "CASE turn WHEN 1 THEN NOT bce ELSE before END AS grows",  # the digits; below zero an earlier year has more
        f"CASE turn WHEN 0 THEN year ELSE lpad({moved}, greatest(4, length({moved}))::INTEGER, '0') END AS era,"
        " CASE shift WHEN 0 THEN left(rest, 2) || substr(rest, 4, 2)"
        " ELSE lpad(((utc_month + 11) % 12 + 1)::VARCHAR, 2, '0') || lpad(utc_day::VARCHAR, 2, '0') END AS monthday",
    )


def _days(month: str) -> str:
    """SQL of the number of days of a month."""
    return f"CASE WHEN {month} IN (4, 6, 9, 11) THEN 30 WHEN {month} = 2 THEN 28 + leap::INTEGER ELSE 31 END"


def _unordered(names: Names) -> str:
    forms = " ".join(f"WHEN '{XSD}{name}' THEN regexp_full_match(t, '{UNORDERED[name]}')" for name in names)
    collapsed = r"trim(regexp_replace(lexical, '[ \t\n\r]+', ' ', 'g'), ' ') AS t"
    return _select(_steps(_rows(names), collapsed, f"CASE datatype {forms} END AS valid"))


def _rows(names: Names) -> str:
    iris = ", ".join(f"'{XSD}{name}'" for name in names)
    return f"(SELECT id, lexical, datatype FROM literals WHERE datatype IN ({iris}))"


def _steps(rows: str, *steps: str) -> str:
    """Add columns in steps, each of which sees those of the steps before."""
    for step in steps:
        rows = f"(SELECT *, {step} FROM {rows})"
    return rows


def _select(rows: str, **columns: str) -> str:
    """The columns of the table `literal`: NULL where nothing is given, and where the text is not valid."""
    values = (
        f"(CASE WHEN valid THEN {columns[name]} END)::{kind} AS {name}"
        if name in columns
        else f"NULL::{kind} AS {name}"
        for name, kind in COLUMNS.items()
    )
    return f"SELECT id, valid, {', '.join(values)} FROM {rows}"
