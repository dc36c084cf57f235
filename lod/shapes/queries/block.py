"""Build one SELECT of a statement.  sources, conditions, variables -> SQL.

A block is a FROM clause that grows: relations of triples, lookups of terms, joins with other blocks.  Closing it makes
it a relation of the statement (a common table expression) whose columns are called as the variables are.
Read first: values.py."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from lod.shapes.dictionary import Dictionary
from lod.shapes.queries.values import YES, Constant, Node, Unsupported, Value, pieces
from lod.vocab import XSD, XSD_STRING

WORD = re.compile(r"\w+")
PLAIN = re.compile("[a-z][a-z_]*")  # no digits, which number the other aliases


# everything that a comparison looks at: the families of `literal`, and 3 for strings (see compare.py for `sort`)
WORTH = """SELECT t.id, t.lexical, t.datatype, t.lang, l.num,
    CASE WHEN t.datatype = '{string}' THEN 3 ELSE l.family END AS family,
    CASE WHEN t.datatype = '{string}' THEN t.lexical ELSE l.key END AS key,
    CASE WHEN t.kind <> 'literal' OR t.lang <> '' THEN 0
      WHEN coalesce(l.valid, TRUE) AND starts_with(t.datatype, '{xsd}') THEN 1 ELSE 2 END AS sort
  FROM {terms} t LEFT JOIN {literals} l ON l.id = t.id"""


@dataclass(slots=True)
class Statement:
    """The relations of one statement, in the order of their making."""

    dictionary: Dictionary
    constants: Mapping[str, Constant]  # variables that have one value all over the query
    guards: set[str] = field(default_factory=set)  # SELECT of a number that must be 0
    _relations: dict[str, str] = field(default_factory=dict)
    _recursive: set[str] = field(default_factory=set)

    def name(self, stem: str, select: str) -> str:
        """Add a relation and name it."""
        name = f"{stem}_{len(self._relations) + 1}"
        self._relations[name] = f"(\n  {select})"
        return name

    def recursion(self, stem: str, first: str, step: str) -> str:
        """Add a relation (a, b) that is defined by itself; {self} in `step` stands for it."""
        name = f"{stem}_{len(self._relations) + 1}"
        self._relations[name] = f"(\n  {first}\n  UNION {step.format(self=name)})"
        self._recursive.add(name)
        return name

    def worth(self) -> str:
        """The name of the relation WORTH, which is never computed as a whole."""
        dictionary = self.dictionary
        text = WORTH.format(string=XSD_STRING, xsd=XSD, terms=dictionary.terms, literals=dictionary.literals)
        self._relations["worth"] = f"(\n  {text})"  # anew, because terms that the data lack may have come
        return "worth"

    def text(self, select: str) -> str:
        """The whole statement."""
        if not self._relations:
            return select
        words = Counter(word for text in (*self._relations.values(), select) for word in WORD.findall(text))
        # what is read once is left to the planner, which drops what nobody asks for
        parts = [f"{name} AS {self._how(name, words[name])}{text}" for name, text in self._ordered()]
        return f"WITH {'RECURSIVE ' if self._recursive else ''}" + ",\n".join(parts) + "\n" + select

    def _ordered(self) -> list[tuple[str, str]]:
        return sorted(self._relations.items(), key=lambda item: item[0] != "worth")

    def _how(self, name: str, uses: int) -> str:
        if name == "worth":
            return "NOT MATERIALIZED "
        return "MATERIALIZED " if uses > 1 and name not in self._recursive else ""


@dataclass(slots=True)
class Block:
    """A SELECT that is being built: what it reads, and the variables it has so far."""

    statement: Statement
    columns: dict[str, Value] = field(default_factory=dict)
    conditions: list[str] = field(default_factory=list)
    _sources: list[str] = field(default_factory=list)
    _lookups: dict[tuple[str, str], str] = field(default_factory=dict)
    _aliases: int = 0

    @property
    def empty(self) -> bool:
        """Whether this block is the one row without variables that every group begins with."""
        return not (self._sources or self.columns or self.conditions)

    @property
    def source(self) -> str:
        """What a block reads that was closed before: a relation and its alias."""
        return self._sources[0]

    def alias(self, stem: str) -> str:
        self._aliases += 1
        return f"{stem}{self._aliases}"

    def add(self, relation: str, alias: str, conditions: Iterable[str] = (), how: str = "JOIN") -> None:
        """Join a relation; without conditions every row meets every row."""
        said = " AND ".join(conditions)
        if not self._sources:
            if how != "JOIN":
                self._sources.append("(SELECT 1) AS one")
            else:
                self._sources.append(f"{relation} {alias}")
                self.conditions += [said] if said else []
                return
        if said:
            self._sources.append(f"{how} {relation} {alias} ON {said}")
        else:
            self._sources.append(
                f"CROSS JOIN {relation} {alias}" if how == "JOIN" else f"{how} {relation} {alias} ON TRUE"
            )

    def restrict(self, condition: str) -> None:
        """Keep the rows for which a condition is true.

        A comparison of what two lookups found would be taken for a condition to join them on, which pairs every term
        with every other; inside a function it is left until both are known."""
        found = sum(f"{alias}." in condition for alias in self._lookups.values())
        if condition != YES:
            self.conditions.append(f"coalesce({condition}, FALSE)" if found > 1 else condition)

    def term(self, node: Node) -> str:
        """The alias of the row of `term` of a node."""
        return self._lookup(self.statement.dictionary.terms, node, "LEFT JOIN" if node.optional else "JOIN", "term")

    def literal(self, node: Node) -> str:
        """The alias of the row of `literal` of a node; NULLs where it has none."""
        return self._lookup(self.statement.dictionary.literals, node, "LEFT JOIN", "literal")

    def worth(self, node: Node) -> str:
        """The alias of a row with everything that comparisons look at."""
        return self._lookup(self.statement.worth(), node, "LEFT JOIN" if node.optional else "JOIN", "worth")

    def _lookup(self, relation: str, node: Node, how: str, stem: str) -> str:
        known = self._lookups.get((stem, node.sql))
        if known:
            return known
        named = next((name for name, value in self.columns.items() if value == node), "")
        alias = f"{stem}_{named}"
        if not PLAIN.fullmatch(named) or alias in self._lookups.values():
            alias = self.alias(stem)
        self._lookups[stem, node.sql] = alias
        self.add(relation, alias, [f"{alias}.id = {node.sql}"], how)
        return alias

    def select(self, outputs: Mapping[str, str], distinct: bool = False, tail: str = "") -> str:
        """The SELECT of some columns: identifier -> SQL."""
        listed = ", ".join(f"{sql} AS {name}" for name, sql in outputs.items()) or "1 AS one"
        text = f"SELECT {'DISTINCT ' if distinct else ''}{listed}"
        if self._sources:
            text += " FROM " + "\n    ".join(self._sources)
        if self.conditions:
            text += "\n    WHERE " + "\n      AND ".join(self.conditions)
        return text + tail

    def relation(self, keep: Iterable[str], stem: str = "rows", distinct: bool = False) -> Relation:
        """Make this block a relation of the statement with some of its variables."""
        outputs, columns = self._outputs(keep)
        return Relation(self.statement, self.statement.name(stem, self.select(outputs, distinct)), columns)

    def grouped(self, by: Iterable[str]) -> Relation:
        """Make this block a relation with one row for each group."""
        outputs, columns = self._outputs(self.columns)
        tail = "\n    GROUP BY " + (", ".join(by) or "()")
        return Relation(self.statement, self.statement.name("totals", self.select(outputs, tail=tail)), columns)

    def _outputs(self, keep: Iterable[str]) -> tuple[dict[str, str], dict[str, Callable[[str], Value]]]:
        kept = {name: self.columns[name] for name in keep if name in self.columns}
        if len({name.lower() for name in kept}) < len(kept):
            raise Unsupported("two variables differ in the case of their letters only")
        outputs: dict[str, str] = {}
        columns: dict[str, Callable[[str], Value]] = {}
        for name, value in kept.items():
            inside, columns[name] = pieces(name, value)
            outputs |= inside
        return outputs, columns

    def close(self) -> Block:
        """Make this block a relation with all of its variables, and begin a block that reads it."""
        return self.relation(self.columns).read()


@dataclass(frozen=True, slots=True)
class Relation:
    """A block that was closed: a relation of the statement and the variables it has."""

    statement: Statement
    name: str
    columns: Mapping[str, Callable[[str], Value]]  # variable -> its value behind an alias of the relation

    def read(self) -> Block:
        """A block that reads nothing but this relation."""
        block = Block(self.statement)
        alias = block.alias("r")
        block.add(self.name, alias)
        block.columns |= self.behind(alias)
        return block

    def behind(self, alias: str) -> dict[str, Value]:
        return {name: back(alias) for name, back in self.columns.items()}
