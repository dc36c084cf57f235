"""Find names in a text.  text -> Wording, name -> whether it stands there; pure.

Line breaks, accents and punctuation do not count; a word hyphenated at a line end is read both with and without its
hyphen.  Case counts where it is all that tells a name from a word: CUT is not "cut", and Heart not "heart"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# how print writes the apostrophe, the hyphen and the dash
APOSTROPHES, HYPHENS = "'\u2019\u2018\u00b4`", "-\u2010\u2011"
DASHES = f"{HYPHENS}\u2013\u2014"
BROKEN_WORD = re.compile(rf"(?<=\w)[{HYPHENS}\u00ad]\s*\n\s*(?=\w)")
GAP = re.compile(r"[\W_]+")
FIRST_PERSON = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|[Ww]e|[Uu]s|[Oo]ur|[Oo]urs|[Oo]urselves)\b")
# words of four letters and more that say nothing; shorter ones do not count anyway
LABEL_NOISE = {"about", "after", "against", "among", "before", "between", "called", "during", "from", "into", "over"}
LABEL_NOISE |= {"that", "their", "this", "under", "until", "upon", "when", "which", "while", "with", "without", "para"}
STEM = 5  # letters: election and elections, Chile and Chilean


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as names are looked for in it: words between single spaces, each form with a space at both ends."""

    folded: str  # no accents, no case
    cased: str  # no accents
    spelt: str  # no case
    stems: frozenset[str]  # the beginnings of the folded words
    first_person: bool  # somebody speaks of himself or of his group


def wording(text: str) -> Wording:
    """Prepare a text for looking names up in it."""
    joined = f"{BROKEN_WORD.sub('', text)}\n{text}"
    cased = words(without_accents(joined))
    folded = cased.casefold()
    stems = frozenset(word[:STEM] for word in folded.split())
    return Wording(folded, cased, words(joined).casefold(), stems, bool(FIRST_PERSON.search(text)))


def words(text: str) -> str:
    """Reduce a text to its words between single spaces."""
    return f" {GAP.sub(' ', unicodedata.normalize('NFC', text)).strip()} "


def without_accents(text: str) -> str:
    """Drop the marks over letters.

    >>> without_accents("Félix Ñuñoa")
    'Felix Nunoa'
    """
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _is_cased(name: str) -> bool:
    """Whether only its capitals tell the name from an ordinary word: an acronym, or one capitalised word."""
    letters = [c for c in name if c.isalpha()]
    return bool(letters) and (all(c.isupper() for c in letters) or (letters[0].isupper() and len(name.split()) == 1))


@lru_cache(maxsize=65536)
def _needles(name: str) -> tuple[tuple[str, ...], bool]:
    """The forms to look for, and whether among the cased words.  A plural or an apostrophe lost in print is allowed."""
    plain = words(without_accents(name)).strip()
    if not plain:
        return (), False
    if not _is_cased(plain):
        return (f" {plain.casefold()} ", f" {plain.casefold()}s "), False
    forms = {plain, plain.upper()}
    return tuple(sorted(f" {form}{end} " for form in forms for end in ("", "s"))), True


def names_it(text: Wording, name: str) -> bool:
    r"""Whether the text names something so.  Accents do not count.

    >>> names_it(wording("The Unified Secretar-\niat, led by Mandel"), "Unified Secretariat")
    True
    """
    forms, cased = _needles(name)
    where = text.cased if cased else text.folded
    return any(form in where for form in forms)


def prints(text: Wording, name: str) -> bool:
    """Whether the text prints the name with exactly these accents."""
    return names_it(text, name) and f" {words(name).strip().casefold()}" in text.spelt


def label_words(label: str) -> tuple[str, ...]:
    """The words of one of our own labels that tell what it is about.

    >>> label_words("Founding of the MIR")
    ('Founding', 'MIR')
    """
    found = words(label).split()
    return tuple(w for w in found if w.casefold() not in LABEL_NOISE and (len(w) > 3 or w.isupper() or w.isdigit()))


def shares_words(text: Wording, label: str, least: int = 0) -> bool:
    """Whether enough words of one of our labels stand in a text: half of them, or as many as `least` says.

    >>> shares_words(wording("the Armed Forces and win over"), "Armed Forces of Chile")
    True
    """
    stems = {without_accents(word).casefold()[:STEM] for word in label_words(label)}
    return bool(stems) and len(stems & text.stems) >= (least or (len(stems) + 1) // 2)


@lru_cache(maxsize=65536)
def _adjective(place: str) -> re.Pattern[str] | None:
    """The adjectives of a place: Chilean, Argentinian, Peruvian, Chinese, German; None where its name is two words."""
    name = without_accents(place)
    if not name.isalpha() or len(name) < 4:
        return None
    stem = re.sub(r"[aeiouy]$", "", name)
    bare = f"|{stem}" if name.endswith("y") else ""  # Germany: German
    ends = "an|ian|ean|n|nian|ine|inian|ese|i|ic|ish|vian|eno|ena|ano|ana"
    return re.compile(rf" (?:(?:{name}|{stem})(?:{ends}){bare})s? ")


def names_people_of(text: Wording, place: str) -> bool:
    """Whether a text names a place by its adjective.

    >>> names_people_of(wording("the Chilean state"), "Chile"), names_people_of(wording("in Chillán"), "Chile")
    (True, False)
    """
    pattern = _adjective(place)
    return bool(pattern and pattern.search(text.cased))
