r"""Say a statement in SQLite's SQL.  SQL of the compilers -> SQL that gives the same rows, or nothing; pure.

The compilers write DuckDB's SQL.  Most of it is SQL that SQLite reads too, and means the same; a few forms are said
otherwise here.  Whatever is then left that is not known to mean the same (a type, a function, exact decimals) makes the
statement untranslatable, and it stays with DuckDB.
Read first: relations.py, queries/block.py.  Spec: www.sqlite.org/lang_select.html, www.sqlite.org/lang_expr.html."""

from __future__ import annotations

import re

TEXT = re.compile(r"'(?:[^']|'')*'")
MARK = re.compile(r"'([0-9]+)'")  # a text, while the forms around it are changed
WHOLE = re.compile(r"'(-?[0-9]{1,15}\.0)'")  # what is read as the same double everywhere; 'inf' and long ones are not
DOUBLE = re.compile(r"'([0-9]+)'::DOUBLE\b")
EXACT = ("::DECIMAL", "::HUGEINT", "error(")  # what most of the statements have that cannot be said
OTHERWISE = (  # no type here changes what a statement says
    ("MAP {}::MAP(VARCHAR, VARCHAR)", "NULL"),
    ("MAP([", "json_array(json_array("),
    ("]::VARCHAR[], [", "), json_array("),
    ("]::VARCHAR[])", "))"),
    ("::INTEGER[]", "[]"),
    ("::INTEGER", ""),
    ("::VARCHAR", ""),
    ("::BOOLEAN", ""),
    (" IS DISTINCT FROM ", " IS NOT "),
    (".family + 1) // 2", ".family + 1) / 2"),
    ("substring(", "substr("),
)
NODES = re.compile(r"SELECT unnest\(\[([-0-9, ]+)\]\[\]\) AS x")
# a semi- or anti-join as a condition: nothing that is compared is ever NULL
SIDES = re.compile(r'(\w+\."[^"]+") = (\w+\."[^"]+")')
MATCH = re.compile(rf"\b(ANTI|SEMI) JOIN (\w+ \w+) ON ({SIDES.pattern}(?: AND {SIDES.pattern})*)")
ALWAYS = re.compile(r"\b(ANTI|SEMI) JOIN (\w+) \w+ ON TRUE")
PAIRS = re.compile(r"\b(\w++) (ANTI|SEMI) JOIN (\w+) \w+ USING \(x, v\)")
NOT = {"ANTI": "NOT ", "SEMI": ""}
# joins in the order in which they stand, for the compilers write each after what it is tied to: SQLite knows nothing of
# the data and would plan longer to choose worse
INNER = re.compile(r"JOIN(?<=\bJOIN)(?<!LEFT JOIN)(?<!CROSS JOIN) (?=\w)")  # begins with what is rare
LANGUAGE = re.compile(r"\blower\(\w+\.lang\)")  # of ASCII letters alone are small ones the same everywhere
WORD = re.compile(r"\w+\Z")
# what may stand before a parenthesis: keywords, functions that both engines have, or small.py adds, and a relation
KNOWN = frozenset(
    "AS MATERIALIZED IN FROM JOIN ON WHERE AND OR NOT WHEN THEN ELSE SELECT UNION ALL VALUES EXISTS "
    "count coalesce length substr starts_with ends_with contains regexp_matches json_array closure".split()
)
FOREIGN = ("::", "//", "[", "]", "{", "}", "ANTI JOIN", "SEMI JOIN")


def beyond(statement: str) -> bool:
    """Whether a statement computes exact numbers, which SQLite does not have."""
    return any(form in statement for form in EXACT)


def translate(statement: str) -> str | None:
    """Say a statement in SQLite's SQL, or nothing where that is not certain to mean the same.

    returns  a statement whose column `said`, if it has one, is a JSON text: a list of the names and one of the values
    >>> translate("SELECT count(*)::INTEGER AS x FROM focus1 WHERE 'a::b' <> 'c'")
    "SELECT count(*) AS x FROM focus1 WHERE 'a::b' <> 'c'"
    >>> translate("SELECT sum(l.number)::DECIMAL(38,12) FROM literal l")
    """
    if beyond(statement):
        return None
    texts: list[str] = []

    def marked(found: re.Match[str]) -> str:
        texts.append(found[0])
        return f"'{len(texts) - 1}'"

    def real(found: re.Match[str]) -> str:
        whole = WHOLE.fullmatch(texts[int(found[1])])
        return whole[1] if whole else found[0]

    code = DOUBLE.sub(real, TEXT.sub(marked, statement))
    for form, other in OTHERWISE:
        code = code.replace(form, other)
    code = NODES.sub(_nodes, code)
    if "ANTI JOIN" in code or "SEMI JOIN" in code:
        code = PAIRS.sub(_pairs, ALWAYS.sub(_always, MATCH.sub(_match, code)))
    if any(form in code for form in FOREIGN):
        return None
    plain = LANGUAGE.sub("", code) if "lower(" in code else code
    if not KNOWN.issuperset(_openings(plain)):
        return None
    return MARK.sub(lambda found: texts[int(found[1])], INNER.sub("CROSS JOIN ", code))


def _openings(code: str) -> set[str]:
    """The words that stand before a parenthesis.

    >>> sorted(_openings("SELECT count(*) FROM (SELECT 1) WHERE a=lower (b)"))
    ['FROM', 'count', 'lower']
    """
    last = {word for piece in code.split("(")[:-1] for word in piece.rsplit(None, 1)[-1:]}
    return {found[0] for found in map(WORD.search, last) if found}


def _nodes(found: re.Match[str]) -> str:
    return "SELECT column1 AS x FROM (VALUES " + ", ".join(f"({n})" for n in found[1].split(", ")) + ")"


def _match(found: re.Match[str]) -> str:
    there, here = (", ".join(side) for side in zip(*SIDES.findall(found[3]), strict=True))
    return f"JOIN (SELECT 1) ON ({here}) {NOT[found[1]]}IN (SELECT {there} FROM {found[2]})"


def _always(found: re.Match[str]) -> str:
    return f"JOIN (SELECT 1) ON {NOT[found[1]]}EXISTS (SELECT 1 FROM {found[2]})"


def _pairs(found: re.Match[str]) -> str:
    alias, how, other = found.groups()
    return f"{alias} JOIN (SELECT 1) ON ({alias}.x, {alias}.v) {NOT[how]}IN (SELECT x, v FROM {other})"
