"""Name the relations of one statement.  SELECT texts -> WITH clause; pure but for its list of names.

Every relation is a common table expression with a name that says what it holds (focus1, values2, failing3).  The same
text is the same relation, so what several constraints look at is computed once.

Columns: a relation of nodes has x; a relation of values has x (the focus node) and v (the value node)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lod.shapes.dictionary import Dictionary

WORD = re.compile(r"\w+")


class Relations:
    """The relations of one statement, in the order of their use, and the dictionary that they take ids from."""

    def __init__(self, dictionary: Dictionary, triples: str = "triple") -> None:
        self.dictionary, self.triples = dictionary, triples
        self._names: dict[str, str] = {}
        self.terms, self.literals = dictionary.terms, dictionary.literals

    def name(self, stem: str, select: str) -> str:
        """The name of a relation; it is added if no other has the same text."""
        if select not in self._names:
            self._names[select] = f"{stem}{len(self._names) + 1}"
        return self._names[select]

    def statement(self, select: str) -> str:
        """A whole statement: in front of a SELECT the relations that it uses, and those that they use."""
        texts = {name: text for text, name in self._names.items()}
        uses: Counter[str] = Counter()
        waiting = [select]
        while waiting:
            found = [word for word in WORD.findall(waiting.pop()) if word in texts]
            waiting += [texts[name] for name in dict.fromkeys(found) if name not in uses]
            uses.update(found)
        # what is used once is left to the planner, which then drops what nobody asks for: a third of the time
        parts = [
            f"{name} AS {'MATERIALIZED ' if uses[name] > 1 else ''}({text})"
            for name, text in texts.items()
            if uses[name]
        ]
        return ("WITH " + ",\n".join(parts) + "\n" if parts else "") + select


def select_in(ids: Sequence[int]) -> str:
    """A relation of nodes that are known by their ids."""
    return "SELECT unnest([" + ", ".join(str(i) for i in ids) + "]::INTEGER[]) AS x"
