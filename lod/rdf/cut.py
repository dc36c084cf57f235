r"""The SQL that cuts the lines of one file into terms.  names and paths -> statements; pure.

A line is cut at its blanks first and its terms are looked at afterwards, each distinct term once: terms repeat, and to
look at every line costs more than all else.  A line is plain where its parts are in their places and each of them is a
plain term; then the exact parser reads the same statement, never the other way round.  What is not plain is left to it.
Read first: rdf/statements.py, for the tables.  Spec: RDF 1.1 N-Triples and N-Quads."""

from __future__ import annotations

from dataclasses import dataclass

from lod.plan.sql import file, quoted
from lod.terms import IRI

LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?"  # of a blank node
STRING = r'"(?:[^"\\\n\r]|\\["\\nr])*"'  # the escapes of canonical N-Triples only
SUFFIX = rf"(?:@[A-Za-z]{{2,3}}(?:-[A-Za-z]{{2}}|-[A-Za-z]{{4}})?|\^\^<{IRI}>)?"
LANGSTRING = "#(?:dirL|l)angString>$"  # the parser refuses these types without a language
LEAST = 2_000_000  # bytes of a line that the reader is ready for in any case
CUT = """
WITH line AS (
  SELECT line, string_split(line, ' ') AS w FROM read_csv({path}, columns = {{'line': 'VARCHAR'}}, delim = '\n',
    quote = '', escape = '', header = false, auto_detect = false, max_line_size = {longest})),
ended AS (SELECT line, w, {graph} AS g FROM line),
part AS (SELECT line, w, g, len(w) - 1 - (g IS NOT NULL)::INTEGER AS last FROM ended),
named AS (SELECT line, w[1] AS s, w[2] AS p, g,
    CASE WHEN last = 3 THEN w[3] ELSE array_to_string(w[3:last], ' ') END AS o,
    {shaped} AS shaped FROM part),
cut AS (SELECT line, {s} AS s, p, {o} AS o, {g} AS g, shaped FROM named)"""
SHAPED = "last > 2 AND ends_with(line, ' .') AND line[1] IN ('<', '_') AND starts_with(w[2], '<')"
SILENT = "line = '' OR starts_with(line, '#')"
# the name of a graph is the last part; a literal ends in a part that holds a quote
GRAPH = "CASE WHEN len(w) > 4 AND NOT contains(w[-2], '\"') THEN w[-2] END"
PLAIN = "coalesce(shaped AND s NOT IN (FROM odd) AND p NOT IN (FROM odd) AND o NOT IN (FROM odd){graph}, false)"
PLAIN_GRAPH = " AND (g IS NULL OR g NOT IN (FROM odd))"
# the names of graphs are only looked at; NULL: some line has not its parts in their places
FRESH = """
CREATE OR REPLACE TEMP TABLE fresh AS {cut}
SELECT DISTINCT
  unnest(CASE WHEN {plain} THEN [s, p, o{graph}] WHEN {silent} THEN [] ELSE [NULL] END) AS nt{stated} FROM cut"""
STATED = ", unnest(CASE WHEN {plain} THEN [true, true, true, false] WHEN {silent} THEN [] ELSE [true] END) AS stated"
ODD = """
CREATE OR REPLACE TEMP TABLE odd AS
SELECT nt FROM fresh
  WHERE NOT regexp_full_match(nt, {pattern}) OR (starts_with(nt, '"') AND regexp_matches(nt, '{langstring}'))"""
REST = "{cut} SELECT line FROM cut WHERE NOT ({plain} OR {silent})"
# NULL stands for other lines: no WHERE, which would be computed before the parts are, and these then once more
CODED = "INSERT INTO coded {cut} SELECT CASE WHEN {plain} THEN {p} END, {s}, {o} FROM cut"
SEEN = "INSERT INTO seen SELECT nt FROM fresh WHERE stated AND nt IS NOT NULL"
# labels of one file that change: those the parser made up, and those that look like ours
RELABEL = """
INSERT INTO label {cut},
placed AS (SELECT s, o, 2 * row_number() OVER () AS place FROM cut),
node AS (
  SELECT nt, substr(nt, {start}) AS label, min(place) AS place
    FROM (SELECT unnest([s, o]) AS nt, unnest([place, place + 1]) AS place FROM placed)
    WHERE starts_with(nt, '_:') GROUP BY ALL)
SELECT nt, {prefix} || 'anon-' || row_number() OVER (ORDER BY place) FROM node
  WHERE regexp_full_match(label, '{made_up}')
UNION ALL SELECT nt, {prefix} || 'anon-' || label FROM node WHERE regexp_full_match(label, '(?:anon-)+[0-9]+')
"""
MADE_UP = "[a-f][0-9a-f]{24,31}"


@dataclass(frozen=True, slots=True)
class Cutting:
    """How the lines of one file are cut."""

    path: str
    quads: bool  # N-Quads: the name of a graph may follow the object
    longest: int  # bytes that no line exceeds
    canonical: bool  # the lines are the parser's: nothing is checked
    prefix: str  # of the labels of blank nodes, such as f2-
    key: str  # SQL of what terms are matched by, such as hash({0})

    def fresh(self, plain: bool = False) -> str:
        """Collect the distinct terms in `fresh`; plain: of the lines that hold nothing odd."""
        test = self._plain() if plain else "shaped"
        stated = STATED.format(plain=test, silent=SILENT) if self.quads else ", true AS stated"
        return FRESH.format(cut=self._cut(), plain=test, silent=SILENT, graph=", g" * self.quads, stated=stated)

    def odd(self) -> str:
        """Collect in `odd` what is no plain term."""
        pattern = quoted(f"<{IRI}>|_:{self.prefix}{LABEL}|{STRING}{SUFFIX}")
        return ODD.format(pattern=pattern, langstring=LANGSTRING)

    def rest(self) -> str:
        """Select the lines that are not plain."""
        return REST.format(cut=self._cut(), plain=self._plain(), silent=SILENT)

    def take(self, plain: bool = False) -> list[str]:
        """Take what the lines say into `seen` and `coded`; plain: only from the lines that hold nothing odd."""
        s, p, o = (self.key.format(name) for name in "spo")
        test = self._plain() if plain else "shaped"
        return [SEEN, CODED.format(cut=self._cut(), s=s, p=p, o=o, plain=test)]

    def relabel(self) -> str:
        """Find lasting labels for the nodes of the file."""
        start, prefix = 3 + len(self.prefix), quoted(self.prefix)
        return RELABEL.format(cut=self._cut(), start=start, prefix=prefix, made_up=MADE_UP)

    def _plain(self) -> str:
        return PLAIN.format(graph=PLAIN_GRAPH * self.quads)

    def _cut(self) -> str:
        return CUT.format(
            path=file(self.path),
            longest=max(self.longest, LEAST) + 16,
            graph=GRAPH if self.quads else "NULL",
            shaped="true" if self.canonical else SHAPED,
            s=self._labelled("s"),
            o=self._labelled("o"),
            g=self._labelled("g"),
        )

    def _labelled(self, name: str) -> str:
        changed = f"CASE WHEN starts_with({name}, '_:') THEN '_:{self.prefix}' || substr({name}, 3) ELSE {name} END"
        return changed if self.prefix else name
