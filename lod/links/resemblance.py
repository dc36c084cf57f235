"""Say whether two things share anything in their names.  names, names -> bool; pure.

This asks for much less than links/names.py does: a link is only in doubt if nothing that tells things apart is shared.
What tells people apart is not their given name; what tells other things apart are not the words for what they are,
which every second one has.  One word stands for another if it is spelt nearly so, or has the same stem: Iraq, Iraqi."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from lod.links import names
from lod.links.folding import fold

STEM, SHARE = 4, 0.6  # letters that two words begin with, and which part of the longer one that must be
# words for kinds of things and for whom they are, in English, Spanish, Portuguese and French
GENERIC = frozenset(
    fold(word)
    for word in """
    war wars guerra guerras guerre battle batalla batalha bataille civil world mundial mondiale conflict conflicto
    campaign revolution revolución revolução révolution revolt revuelta rebellion rebelión uprising levantamiento
    insurrection protest protests protesta protestas demonstration strike huelga greve massacre matanza masacre coup
    golpe attack crisis affair movement movimiento movimento mouvement campaña march marcha days
    election elections elección elecciones eleição eleições élection presidential presidenciales parliamentary general
    party partido parti front frente league liga union unión união union sindicato federation federación confederation
    confederación central association asociación organization organisation organización committee comité council consejo
    alliance alianza coalition coalición bloc bloque group grupo society sociedad club company compañía corporation
    national nacional nationale international internacional internationale people popular pueblo workers worker
    trabajadores trabajadoras obrero obrera obreros labour labor socialist socialista socialistes communist comunista
    democratic democrático democrática liberal radical revolutionary revolucionario revolucionaria left izquierda
    republic república république kingdom reino empire imperio state states estado estados government gobierno ministry
    ministerio congress congreso parliament assembly asamblea army ejército police policía force forces
    province provincia region región department departamento district distrito county city ciudad town municipality
    municipio commune comuna island isla river río lake mountain north south east west norte sur este oeste new nuevo
    nueva san santa santo saint great gran upper lower
    university universidad universidade université college colegio school escuela institute instituto hospital
    book libro novel film film history historia story life vida art journal newspaper diario review revista magazine
    law ley act treaty tratado agreement acuerdo constitution constitución plan program programme day
    """.split()
)


def share(ours: Iterable[str], theirs: Iterable[str], person: bool) -> bool:
    """Whether any of our names shares something with any of theirs that tells things apart.

    person   whether both are people
    >>> share(["Uprising in Iraq"], ["2019-2021 Iraqi protests"], False), share(["Vietnam War"], ["Korean War"], False)
    (True, False)
    >>> share(["Georg Lukács"], ["Alexander Georg Supan"], True), share(["Che Guevara"], ["Ernesto Guevara"], True)
    (False, True)
    """
    mine, other = tuple(ours), tuple(theirs)
    if names.best(mine, other, person).how != "different":
        return True
    telling = [set(_telling(text, person)) for text in mine]
    return any(
        alike(a, b) for text in other for b in _telling(text, person) for words in telling for a in words
    ) or any(_stand_for(a, b) or _stand_for(b, a) for a in mine for b in other)


@lru_cache(maxsize=50_000)
def _telling(text: str, person: bool) -> tuple[str, ...]:
    """The words of a name that tell the thing apart; all of them if none does."""
    found: list[str] = []
    for name in names.parse(text, person):
        if person:
            found += name.core[1:] or name.core
        else:
            found += [word for word in name.core if word not in GENERIC] or name.core
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=100_000)
def alike(a: str, b: str) -> bool:
    """Whether two folded words are one word, up to spelling and ending.

    >>> alike("lebanon", "lebanese"), alike("hungary", "hungarian"), alike("1973", "1974"), alike("korean", "vietnam")
    (True, True, False, False)
    """
    if a == b:
        return True
    if a.isdigit() or b.isdigit():
        return False
    stem = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return (stem >= STEM and stem >= SHARE * max(len(a), len(b))) or bool(
        names.near_spellings(a, [b]) and min(len(a), len(b)) >= STEM
    )


def _stand_for(short: str, long: str) -> bool:
    """Whether an abbreviation has the first letters of the words of a name."""
    return any(
        fold(part).replace(" ", "") in _initials(long) for part in short.split() if names.abbreviated(part.strip("(),"))
    )


def _initials(text: str) -> Iterator[str]:
    """First letters of the words of a name, with and without those that say nothing."""
    words = fold(text).split()
    yield "".join(word[0] for word in words)
    yield "".join(word[0] for word in words if word not in names.STOPS)
