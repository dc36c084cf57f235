"""Compile triple and path patterns.  Pattern + block -> the block with one more join.

Sequences and alternatives keep duplicates, as SPARQL counts them; p+, p* and p? give each pair once and are walked from
the nodes that the block has already found.  Read first: block.py.
Spec: SPARQL 1.1 Query Language sections 9 (Property Paths) and 18.4 (ALP)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lod.shapes.queries.block import Block
from lod.shapes.queries.values import Constant, Node, Unsupported, Value
from lod.sparql.model import Alternative, Inverse, Link, Negated, Path, Pattern, Repeat, Sequence, Variable
from lod.terms import Term, iri

End = Variable | Term


def inverse(path: Path) -> Path:
    """The same path, walked backwards; only links stay inside an Inverse."""
    match path:
        case Link():
            return Inverse(path)
        case Inverse(inner):
            return plain(inner)
        case Sequence(parts):
            return Sequence(tuple(inverse(part) for part in reversed(parts)))
        case Alternative(parts):
            return Alternative(tuple(inverse(part) for part in parts))
        case Repeat(inner, mark):
            return Repeat(inverse(inner), mark)
        case Negated(forward, backward):
            return Negated(backward, forward)


def plain(path: Path) -> Path:
    """The same path with every Inverse moved down to a link."""
    match path:
        case Inverse(inner):
            return inverse(inner)
        case Sequence(parts):
            return Sequence(tuple(plain(part) for part in parts))
        case Alternative(parts):
            return Alternative(tuple(plain(part) for part in parts))
        case Repeat(inner, mark):
            return Repeat(plain(inner), mark)
    return path


def walks(path: Path | Variable) -> bool:
    """Whether a pattern needs nodes to start from."""
    match path:
        case Repeat():
            return True
        case Sequence(parts) | Alternative(parts):
            return any(walks(part) for part in parts)
        case Inverse(inner):
            return walks(inner)
    return False


def nullable(path: Path) -> bool:
    """Whether a path connects a node with itself by no step at all."""
    match path:
        case Repeat(inner, mark):
            return mark != "+" or nullable(inner)
        case Sequence(parts):
            return all(nullable(part) for part in parts)
        case Alternative(parts):
            return any(nullable(part) for part in parts)
        case Inverse(inner):
            return nullable(inner)
    return False


@dataclass(slots=True)
class Walker:
    """Adds patterns to a block; the block is another one after a path that is walked."""

    block: Block
    fresh: int = 0

    def pattern(self, pattern: Pattern) -> None:
        if isinstance(pattern.predicate, Variable):
            self._triple(pattern.subject, pattern.predicate, pattern.object)
        else:
            self.path(pattern.subject, plain(pattern.predicate), pattern.object)

    def path(self, start: End, path: Path, end: End) -> None:
        match path:
            case Link(predicate):
                self._triple(start, iri(predicate), end)
            case Inverse(inner):
                self.path(end, inner, start)
            case Sequence(parts):
                for part in parts[:-1]:
                    self.fresh += 1
                    middle = Variable(f"_:({len(self.block.columns)}.{self.fresh})")
                    self.path(start, part, middle)
                    start = middle
                self.path(start, parts[-1], end)
            case Repeat():
                self._walk(start, path, end)
            case _:
                self._several(start, path, end)

    # ---- joins -------------------------------------------------------------------------------------------------

    def _triple(self, s: End, p: End, o: End) -> None:
        alias = self.block.alias("t")
        conditions = self._bind(p, f"{alias}.p", placed=False)
        conditions += self._bind(s, f"{alias}.s", resource=True) + self._bind(o, f"{alias}.o")
        self.block.add("triple", alias, conditions)

    def _bind(self, end: End, column: str, resource: bool = False, placed: bool = True) -> list[str]:
        """Give a variable its column, or say what the column must be."""
        resource = resource or not placed  # a predicate is no literal either
        if isinstance(end, Term):
            return [f"{column} = {self.block.statement.dictionary.id(end)}"]
        value = self.block.columns.get(end.name) or self.block.statement.constants.get(end.name)
        if value is None:
            self.block.columns[end.name] = Node(column, False, resource, placed)
            return []
        if isinstance(value, Constant):
            return [f"{column} = {value.id}"]
        if not isinstance(value, Node):
            raise Unsupported(f"?{end.name} is computed and then looked for")
        if value.optional:
            self.block.columns[end.name] = Node(column, False, resource or value.resource, placed)
            return [f"({column} = {value.sql} OR {value.sql} IS NULL)"]
        if (resource and not value.resource) or (placed and not value.placed):
            self.block.columns[end.name] = replace(
                value, resource=resource or value.resource, placed=placed or value.placed
            )
        return [f"{column} = {value.sql}"]

    def _several(self, start: End, path: Path, end: End) -> None:
        links = path.parts if isinstance(path, Alternative) else ()
        ids = [self._id(link.predicate) for link in links if isinstance(link, Link)]
        back = [
            self._id(link.path.predicate) for link in links if isinstance(link, Inverse) and isinstance(link.path, Link)
        ]
        alias = self.block.alias("t")
        if links and len(set(ids)) == len(links):
            ends, source = (start, end), "triple"
        elif links and len(set(back)) == len(links):
            ends, source, ids = (end, start), "triple", back
        else:
            if nullable(path):
                raise Unsupported("an alternative that may be no step at all")
            relation = self.block.statement.name("pairs", self.pairs(path))
            conditions = self._bind(start, f"{alias}.a") + self._bind(end, f"{alias}.b")
            self.block.add(relation, alias, conditions)
            return
        conditions = [f"{alias}.p IN ({', '.join(map(str, ids))})"]
        conditions += self._bind(ends[0], f"{alias}.s", resource=True) + self._bind(ends[1], f"{alias}.o")
        self.block.add(source, alias, conditions)

    def _id(self, predicate: str) -> int:
        return self.block.statement.dictionary.id(iri(predicate))

    def pairs(self, path: Path) -> str:
        """SELECT of all pairs (a, b) that a path connects, as often as it does."""
        match path:
            case Link(predicate):
                return f"SELECT s AS a, o AS b FROM triple WHERE p = {self._id(predicate)}"
            case Inverse(Link(predicate)):
                return f"SELECT o AS a, s AS b FROM triple WHERE p = {self._id(predicate)}"
            case Alternative(parts):
                return " UNION ALL ".join(f"SELECT a, b FROM ({self.pairs(part)})" for part in parts)
            case Sequence(parts):
                joins = " ".join(
                    f"JOIN ({self.pairs(part)}) w{n} ON w{n}.a = w{n - 1}.b" for n, part in enumerate(parts) if n
                )
                return f"SELECT w0.a, w{len(parts) - 1}.b FROM ({self.pairs(parts[0])}) w0 {joins}"
            case Negated(forward, backward):
                there = f"SELECT s AS a, o AS b FROM triple WHERE p NOT IN ({self._ids(forward)})"
                back = f"SELECT o AS a, s AS b FROM triple WHERE p NOT IN ({self._ids(backward)})"
                if forward and backward:
                    return f"{there} UNION ALL {back}"
                return back if backward else there
            case Repeat():
                return self._all_walks(path)
        raise AssertionError("plain() leaves no other path")

    def _ids(self, predicates: tuple[str, ...]) -> str:
        return ", ".join(str(self._id(p)) for p in predicates) or "0"

    def _all_walks(self, path: Repeat) -> str:
        nodes = self.block.statement.name("nodes", "SELECT s AS x FROM triple UNION SELECT o FROM triple")
        return f"SELECT a, b FROM {self._closure(path, f'SELECT x AS a, x AS b FROM {nodes}')}"

    # ---- walks -------------------------------------------------------------------------------------------------

    def _walk(self, start: End, path: Repeat, end: End) -> None:
        """Join the pairs of a walk, starting from nodes that the block knows."""
        if not self._known(start) and self._known(end):
            start, end = end, start
            path = Repeat(inverse(path.path), path.mark)
        first = self._seeds(start, path)
        alias = self.block.alias("w")
        relation = self._closure(path, first)
        conditions = self._bind(start, f"{alias}.a") + self._bind(end, f"{alias}.b")
        self.block.add(relation, alias, conditions)

    def _value(self, end: End) -> Value | None:
        if isinstance(end, Term):
            return Constant(end, self.block.statement.dictionary.id(end))
        return self.block.columns.get(end.name) or self.block.statement.constants.get(end.name)

    def _known(self, end: End) -> bool:
        value = self._value(end)
        return isinstance(value, Constant) or (isinstance(value, Node) and not value.optional and value.placed)

    def _seeds(self, start: End, path: Repeat) -> str:
        """SELECT of pairs of each node that a walk starts from with itself."""
        value = self._value(start)
        if isinstance(value, Constant):
            if value.id < 0 and value.term.kind == "literal" and path.mark != "+":  # guards count what the data have
                raise Unsupported("a path of no length from a literal that the data do not have")
            self.block.statement.dictionary.stray([value.term])
            return f"SELECT {value.id} AS a, {value.id} AS b"
        if isinstance(value, Node) and value.placed and not value.optional and isinstance(start, Variable):
            self.block = self.block.close()
            node = self.block.columns[start.name]
            assert isinstance(node, Node)  # closing keeps the kind of a value
            return f"SELECT DISTINCT {node.sql} AS a, {node.sql} AS b FROM {self.block.source}"
        if path.mark != "+" or value is not None:
            raise Unsupported("a path of no length between two unknown nodes")
        return self._sources(path)

    def _sources(self, path: Repeat) -> str:
        return f"SELECT DISTINCT a, a AS b FROM ({self.pairs(path.path)})"

    def _closure(self, path: Repeat, first: str) -> str:
        """Name the relation (a, b) of the pairs that a walk from `first` connects."""
        statement = self.block.statement
        if path.mark == "+" and nullable(path.path):
            raise Unsupported("a repetition of what may be no step at all")
        seeds = statement.name("seeds", f"SELECT a, b FROM ({first})")
        match path.path:
            case Link(predicate):
                edge = f"JOIN triple e ON e.p = {self._id(predicate)} AND e.s = r.b"
                step = f"SELECT r.a, e.o AS b FROM {{self}} r {edge}"
            case Inverse(Link(predicate)):
                edge = f"JOIN triple e ON e.p = {self._id(predicate)} AND e.o = r.b"
                step = f"SELECT r.a, e.s AS b FROM {{self}} r {edge}"
            case _:
                edges = statement.name("edges", self.pairs(path.path))
                step = f"SELECT r.a, e.b FROM {{self}} r JOIN {edges} e ON e.a = r.b"
        base = step.format(self=seeds)
        if path.mark == "?":
            return statement.name("walk", f"SELECT a, b FROM {seeds} UNION {base}")
        return statement.recursion("walk", base if path.mark == "+" else f"SELECT a, b FROM {seeds}", step)
