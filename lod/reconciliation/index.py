"""Find names that are like a text, fast.  names -> Index; text -> rows of entities; pure.

Read first: `Index.find`.  A name is found by words that it shares with the text.  For a word that no name has, or where
nothing better was found, the words that differ from it by a letter stand in: they share a group of three letters with
it, and five of the rarest groups are enough to ask, because one slip spoils at most four.

Kept are numbers in columns, not objects, so that 100,000 names take some 40 MB."""

from __future__ import annotations

import heapq
import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from lod.links import names
from lod.links.folding import fold

WORDS = 12  # of a text that are looked at
POSTINGS = 20_000  # names that are looked at for one text
GROUPS = 5  # rarest groups of three letters of a word that are looked up
SHORT = 5  # letters of a word that is compared with all words of about its length instead
LONG = 8  # letters of a word that may have two slips
SPELLINGS = 12  # words that stand for one that is misspelt
SLIP = 0.8  # what a word is worth that is not the same
BEST = 60  # names that are worth comparing in full


def folded(text: str) -> str:
    """A name as it is looked up: the words folded, an abbreviation as one word.

    >>> folded("P.T.R."), folded("Núñez, José")
    ('ptr', 'nunez jose')
    """
    plain = fold(text)
    return plain.replace(" ", "") if names.abbreviated(text) else plain


@dataclass(slots=True)
class Index:
    """The names of entities."""

    texts: list[str] = field(default_factory=list)  # folded; in the order of their rows
    rows: array[int] = field(default_factory=lambda: array("I"))  # the entity of each name
    words: dict[str, array[int]] = field(default_factory=dict)  # word -> names that have it
    joined: dict[str, array[int]] = field(default_factory=dict)  # names without spaces -> names
    weights: array[float] = field(default_factory=lambda: array("f"))  # what all words of a name are worth together
    vocabulary: list[str] = field(default_factory=list)
    groups: dict[str, array[int]] = field(default_factory=dict)  # three letters -> places in the vocabulary
    lengths: dict[int, list[str]] = field(default_factory=dict)  # short words by their length
    order: array[int] = field(default_factory=lambda: array("I"))  # names sorted by their text

    def find(self, text: str, more: bool = False) -> list[int]:
        """The rows whose names are most like a text, the best first.

        more     look up the near spellings of words that names have, too"""
        words = fold(text).split()[:WORDS]
        if not words:
            return []
        shared: dict[int, float] = {}
        worth = 0.0
        looked_up = sorted((pair for word in words for pair in self._spelt(word, more)), key=lambda p: (-p[1], p[0]))
        left = POSTINGS
        for word, weight in looked_up:
            postings = self.words[word]
            for name in postings[: max(left, 0)]:
                shared[name] = shared.get(name, 0.0) + weight
            left -= len(postings)
        for word in words:
            worth += self._weight(word)
        weights = self.weights
        near = [(-value / (worth + weights[name] - min(value, weights[name])), name) for name, value in shared.items()]
        bare = "".join(words)
        exact = self.joined.get(bare, array("I"))[:BEST]
        if more and not shared:  # a letter in the place of a space
            alike = process.extract(bare, self.joined.keys(), scorer=OSA.distance, score_cutoff=1, limit=SPELLINGS)
            exact = array("I", [name for text, _, _ in alike for name in self.joined[text]])
        found = [*exact, *(name for _, name in heapq.nsmallest(BEST, near))]
        return list(dict.fromkeys(self.rows[name] for name in found))

    def _spelt(self, word: str, more: bool) -> list[tuple[str, float]]:
        """The words of names that a word may mean, and what each is worth."""
        known = [(word, self._weight(word))] if word in self.words else []
        if known and not more:
            return known
        near = [other for other in self.spellings(word) if other != word]
        return known + [(other, SLIP * self._weight(other)) for other in near]

    def spellings(self, word: str) -> list[str]:
        """The words of names that differ from a word by a letter, of long ones by two; the nearest first."""
        if len(word) < 2:
            return []
        if len(word) <= SHORT:
            among = [w for size in (-1, 0, 1) for w in self.lengths.get(len(word) + size, ())]
        else:
            lists = sorted((self.groups[g] for g in set(_groups(word)) if g in self.groups), key=len)[:GROUPS]
            among = [self.vocabulary[place] for place in sorted({place for found in lists for place in found})]
        most = 2 if len(word) >= LONG else 1
        found = process.extract(word, among, scorer=OSA.distance, score_cutoff=most, limit=SPELLINGS)
        return [other for other, _, _ in found]

    def _weight(self, word: str) -> float:
        """What it says that a name has a word: much if few have it."""
        return math.log((len(self.texts) + 1) / (len(self.words.get(word, ())) + 0.5))

    def beginning(self, text: str, most: int) -> Iterator[int]:
        """The names that begin with a text, in the order of their texts, at most so many."""
        plain = fold(text)
        at = bisect_left(self.order, plain, key=lambda name: self.texts[name])
        for name in self.order[at : at + most]:
            if not self.texts[name].startswith(plain):
                return
            yield name

    def having(self, words: Sequence[str], most: int) -> Iterator[int]:
        """The names that have a word that begins with each of some words, at most so many, in the order of rows."""
        known = [self._beginning_words(word, most) for word in words]
        smallest = min(known, key=len, default=set[int]())
        among = sorted({name for place in smallest for name in self.words[self.vocabulary[place]][:most]})
        for name in among[:most]:
            has = self.texts[name].split()
            if all(any(h.startswith(word) for h in has) for word in words):
                yield name

    def _beginning_words(self, word: str, most: int) -> set[int]:
        found = self.groups.get(("^" + word)[:3], array("I")) if len(word) > 1 else array("I")
        return {place for place in found[:most] if self.vocabulary[place].startswith(word)}


def build(entities: Iterable[tuple[int, Iterable[str]]]) -> Index:
    """Make an index of rows and their names, in the order of rows."""
    index = Index()
    for row, texts in entities:
        for text in dict.fromkeys(map(folded, texts)):
            if not text:
                continue
            name = len(index.texts)
            index.texts.append(text)
            index.rows.append(row)
            words = dict.fromkeys(text.split())
            for word in words:
                index.words.setdefault(word, array("I")).append(name)
            index.joined.setdefault(text.replace(" ", ""), array("I")).append(name)
    index.vocabulary = sorted(index.words)
    for place, word in enumerate(index.vocabulary):
        if len(word) <= SHORT + 1:
            index.lengths.setdefault(len(word), []).append(word)
        for group in set(_groups(word)):
            index.groups.setdefault(group, array("I")).append(place)
    for text in index.texts:
        index.weights.append(sum(index._weight(word) for word in dict.fromkeys(text.split())))
    index.order = array("I", sorted(range(len(index.texts)), key=lambda name: (index.texts[name], name)))
    return index


def _groups(word: str) -> Iterator[str]:
    """The groups of three letters, the ends counted as letters.

    >>> list(_groups("mir"))
    ['^mi', 'mir', 'ir$']
    """
    whole = f"^{word}$"
    return (whole[at : at + 3] for at in range(len(whole) - 2))
