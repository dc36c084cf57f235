"""Compare names.  two names -> how alike they are, 0 to 100; pure.

Read first: `parse` and the table of `likeness`.  The names of people are aligned word by word, because Spanish names
come with one or two surnames, with or without middle names, as initials or in the order “Surname, Given”; the names of
everything else are compared as sets of words.  An abbreviation alone is no name: it can fit, but never be the same.

Sources of the rules: shared by soweego, openrefine-wikibase and nomenklatura; measured by tests/bench/linking.py."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from lod.links import countries
from lod.links.folding import fold

How = Literal["same", "order", "part", "initials", "similar", "word", "abbreviation", "different"]
SAME, PARTICLES_DIFFER, OTHER_ORDER = 100.0, 99.0, 98.0
MIDDLE, SECOND_SURNAME, FIRST_NAME = 96.0, 95.0, 94.0  # where the longer of two names has more words
LEAST_PART = 93.0  # however many more words; below it nothing is accepted
SPELLING = 92.0  # a letter or two differ
ONE_WORD = 90.0  # a surname or nickname alone fits many
GENERATION = 90.0  # Jr. against none: father and son
DIFFERENT = 88.0  # each has a word that the other lacks
ABBREVIATED = 75.0  # enough to be looked at, if nothing speaks against it

PARTICLES = frozenset("de del la las los el da do dos das di du d e y i van von der den ten ter af av bin al".split())
STOPS = frozenset(
    "the of for and in a an de del la las los el lo y e o en para por da do das dos di du des le les et".split()
)
GENERATIONS = frozenset("jr junior sr senior ii iii iv hijo filho neto".split())
TITLES = frozenset("dr dra prof sir lord sen rep hon ing lic arq don dona mr mrs ms".split())
QUOTED = re.compile(r"[\"“”«»„‟]([^\"“”«»„‟]+)[\"“”«»„‟]|\(([^()]*)\)|(?:^|\s)'([^']+)'(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart and folded."""

    words: tuple[str, ...]  # as many as it has, particles too, given name first
    core: tuple[str, ...]  # without particles, titles and marks of generation (people), without stop words (else)
    generation: str = ""  # jr, ii
    short: bool = False  # an abbreviation
    remark: str = ""  # what stood in parentheses and was left out: (Unified) tells two parties apart, (Chile) does not

    @property
    def joined(self) -> str:
        return " ".join(self.core)


@dataclass(frozen=True, slots=True)
class Match:
    """The best two of all names, and how they fit."""

    score: float  # 0..100
    how: How
    ours: str
    theirs: str


NONE = Match(0.0, "different", "", "")


def abbreviated(text: str) -> bool:
    """Whether a name is letters that stand for words.

    >>> [abbreviated(text) for text in ("MIR", "P.S.", "FIT-U", "UCeDé", "Podemos", "Partido X")]
    [True, True, True, True, False, False]
    """
    bare = text.strip()
    letters = [c for c in bare if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return bool(letters) and " " not in bare and len(letters) <= 8 and capitals >= 2 and 2 * capitals >= len(letters)


@lru_cache(maxsize=100_000)
def parse(text: str, person: bool) -> tuple[Name, ...]:
    """Take a name apart; more than one reading where it holds a nickname, a remark or another order.

    >>> [name.joined for name in parse('Mujica Cordano, José "Pepe"', True)]
    ['jose mujica cordano', 'pepe mujica cordano']
    >>> [name.joined for name in parse("Popular Unity (Chile)", False)]
    ['popular unity', 'popular unity chile']
    """
    if abbreviated(text):
        words = tuple(fold(re.sub("[./–-]", "", text)).split())
        return (Name(words, words, short=True),) if words else ()
    found = ((_name(reading, person), remark) for reading, remark in _readings(text, person))
    return tuple(dict.fromkeys(replace(name, remark=remark) for name, remark in found if name.core))


def _readings(text: str, person: bool) -> Iterator[tuple[str, str]]:
    """The ways to read a name, each with the remark that it leaves out."""
    extras = ["".join(groups).strip() for groups in QUOTED.findall(text)]
    bare = QUOTED.sub(" ", text).strip(" ,")
    if person and bare.count(",") == 1:
        surname, _, given = bare.partition(",")
        if fold(given) not in GENERATIONS:
            bare = f"{given} {surname}"
    if not person:
        remark = " ".join(extra for extra in map(fold, extras) if not (extra.isdigit() or countries.code(extra)))
        yield bare or text, remark if bare else ""
        if extras and bare:
            yield text, ""
        return
    yield bare or text, ""
    for extra in extras:
        if len(words := bare.split()) > 1 and len(extra.split()) == 1:
            yield " ".join([extra, *words[1:]]), ""  # the nickname instead of the first name


def _name(text: str, person: bool) -> Name:
    words = tuple(fold(text).split())
    if not person:
        return Name(words, tuple(w for w in words if w not in STOPS) or words)
    generation = next((w for w in words[1:] if w in GENERATIONS), "")
    core = tuple(w for w in words if w not in PARTICLES and w not in TITLES and w != generation)
    return Name(words, core or words, generation.replace("junior", "jr").replace("senior", "sr"))


def best(ours: Iterable[str], theirs: Iterable[str], person: bool, short: Iterable[str] = ()) -> Match:
    """The best match of all our names with all of theirs.

    short   our abbreviations: whatever they look like, they never are the same name
    """
    found = NONE
    mine = [(text, name) for text in ours for name in parse(text, person)]
    mine += [(text, Name(words, words, short=True)) for text in short if (words := tuple(fold(text).split()))]
    other = [(text, name) for text in theirs for name in parse(text, person)]
    for our_text, a in mine:
        for their_text, b in other:
            score, how = likeness(a, b, person)
            if score > found.score:
                found = Match(score, how, our_text, their_text)
                if score == SAME:
                    return found
    return found


def likeness(a: Name, b: Name, person: bool) -> tuple[float, How]:
    """How alike two names are.  Symmetric: the order of the two does not matter.

    100  same    equal after folding                   93-96  part      one has words more: middle name, surname
     99  same    but for particles or stop words       92     similar   spelling differs by a letter or two
     98  order   the same words in another order       90     word      a single word, or Jr. against none
     95  initials  John R. for John Robert             <= 88  different each has a word that the other lacks
     60  abbreviation
    """
    if a.short or b.short:
        same = "".join(a.core) == "".join(b.core) or "".join(a.words) == "".join(b.words)
        return (ABBREVIATED, "abbreviation") if same else (0.0, "different")
    if person:
        return _people(a, b)
    return _things(a, b)


def _equal(a: Name, b: Name) -> tuple[float, How] | None:
    if a.words == b.words:
        return SAME, "same"
    if a.core == b.core or "".join(a.words) == "".join(b.words):
        return PARTICLES_DIFFER, "same"
    if sorted(a.core) == sorted(b.core):
        return OTHER_ORDER, "order"
    return None


def _things(a: Name, b: Name) -> tuple[float, How]:
    if a.remark != b.remark:
        score, _ = _bare(a, b)
        return min(score, SPELLING if not (a.remark and b.remark) else DIFFERENT), "part"
    return _bare(a, b)


def _bare(a: Name, b: Name) -> tuple[float, How]:
    if equal := _equal(a, b):
        return equal
    ratio = fuzz.token_sort_ratio(a.joined, b.joined)
    few, many = sorted((set(a.core), set(b.core)), key=len)
    if few < many:
        return max(DIFFERENT - 2.0 * (len(many) - len(few) - 1), min(ratio, DIFFERENT)), "part"
    if ratio >= DIFFERENT and len(a.core) == len(b.core):
        return min(ratio, SPELLING), "similar"
    return min(ratio, DIFFERENT), "different"


def _people(a: Name, b: Name) -> tuple[float, How]:
    if len(a.core) == 1 or len(b.core) == 1:
        shared = set(a.core) & set(b.core)
        return (
            (ONE_WORD if a.core == b.core else ONE_WORD - 20, "word") if shared else (_ratio(a, b) * 0.6, "different")
        )
    score, how = _equal(a, b) or _aligned(a, b)
    if a.generation != b.generation:
        return min(score, GENERATION), "part"
    return score, how


def _ratio(a: Name, b: Name) -> float:
    return fuzz.token_sort_ratio(a.joined, b.joined)


def _aligned(a: Name, b: Name) -> tuple[float, How]:
    """Align two names of two or more words each, neither of which is the other in another order."""
    ratio = _ratio(a, b)
    if ratio < 50:
        return ratio, "different"
    short, long = sorted((a.core, b.core), key=lambda words: (len(words), words))
    pairs = _pairs(short, long)
    full = sum(kind == "word" for _, _, kind in pairs)
    if len(pairs) < len(short) or full + sum(k == "similar" for _, _, k in pairs) < 2:
        return min(ratio, DIFFERENT), "different"
    if any(kind == "similar" for _, _, kind in pairs):
        return min(SPELLING - (len(long) - len(short)), max(ratio, SPELLING - 2)), "similar"
    if full < 2:
        return DIFFERENT, "initials"
    if len(long) == len(short):
        return SECOND_SURNAME, "initials"
    more = set(range(len(long))) - {place for _, place, _ in pairs}
    score = min(FIRST_NAME if 0 in more else SAME, SECOND_SURNAME if len(long) - 1 in more else SAME, MIDDLE)
    return max(score - (len(more) - 1), LEAST_PART), "part"


def _pairs(short: tuple[str, ...], long: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Which word of the shorter stands for which of the longer, in order: equal words, initials, misspellings."""
    best_: dict[tuple[int, int], tuple[float, list[tuple[int, int, str]]]] = {}
    for i in range(len(short), -1, -1):
        for j in range(len(long), -1, -1):
            if i == len(short) or j == len(long):
                best_[i, j] = (0.0, [])
                continue
            options = [best_[i + 1, j], best_[i, j + 1]]
            if kind := _fits(short[i], long[j]):
                weight, rest = best_[i + 1, j + 1]
                options.append((weight + {"word": 1.0, "initial": 0.6, "similar": 0.5}[kind], [(i, j, kind), *rest]))
            best_[i, j] = max(options, key=lambda option: option[0])
    return best_[0, 0][1]


def _fits(a: str, b: str) -> str:
    if a == b:
        return "word"
    if len(a) == 1 or len(b) == 1:
        return "initial" if a[0] == b[0] else ""
    if min(len(a), len(b)) >= 4 and fuzz.ratio(a, b) >= 82:
        return "similar"
    return ""


def near_spellings(word: str, among: list[str], limit: int = 3) -> list[str]:
    """The words of a list that differ from one by little, the nearest first."""
    return [found for found, _, _ in process.extract(word, among, scorer=fuzz.ratio, score_cutoff=82, limit=limit)]
