"""What the pages of the review say in their own words.  key, language -> text; pure.

The words of verdicts in English are those of the terminal (links/review.py).  Mistakes are told in English only."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lod.links.review import VERDICTS

SPOKEN = ("en", "es")
SPANISH = {
    "same": "lo mismo",
    "not": "no es lo mismo",
    "close": "casi lo mismo",
    "broader": "el de Wikidata es más amplio",
    "narrower": "el de Wikidata es más estrecho",
    "none": "no existe tal elemento",
    "later": "más tarde",
}
TEXTS: Mapping[str, tuple[str, str]] = {
    **{f"verdict.{key}": (text, SPANISH[key]) for key, text in VERDICTS.items()},
    "review": ("Review of links", "Revisión de enlaces"),
    "skip": ("Skip to the decision", "Saltar a la decisión"),
    "language": ("Language", "Idioma"),
    "site": ("What is published", "Lo publicado"),
    "same?": ("Are these the same?", "¿Son lo mismo?"),
    "ours": ("Ours", "Nuestro"),
    "theirs": ("In Wikidata", "En Wikidata"),
    "window": ("opens in a new window", "se abre en otra ventana"),
    "compared": ("What was compared", "Lo que se comparó"),
    "fact": ("Fact", "Dato"),
    "verdict": ("Result", "Resultado"),
    "agrees": ("agrees", "coincide"),
    "conflicts": ("conflicts", "contradice"),
    "points": ("{n} points", "{n} puntos"),
    "score": ("Score {score}, {margin} before the next", "Puntuación {score}, {margin} por delante del siguiente"),
    "doubts": ("In doubt", "En duda"),
    "sure": ("Good enough to be accepted", "Suficiente para aceptarse"),
    "note": ("What you have found (optional)", "Lo que ha encontrado (opcional)"),
    "note.about": (
        "It goes into the file beside the evidence, for example the page you have looked at.",
        "Va al archivo junto a las pruebas, por ejemplo la página que ha consultado.",
    ),
    "decision": ("Decision", "Decisión"),
    "undo": ("Take back: {what}", "Deshacer: {what}"),
    "keys": ("Keys decide at once", "Las teclas deciden al instante"),
    "keys.about": (
        "Besides the keys of the buttons: o opens the item, e goes to the note, Escape leaves it.",
        "Además de las teclas de los botones: o abre el elemento, e va a la nota, Escape sale de ella.",
    ),
    "left": ("{n} to decide", "por decidir: {n}"),
    "others": ("{n} more of this entity", "de esta entidad: {n} más"),
    "done": ("{n} decided", "decididos: {n}"),
    "put_off": ("{n} put off", "aplazados: {n}"),
    "as": ("You decide as {who}", "Decide como {who}"),
    "empty": ("Nothing more to decide", "No queda nada por decidir"),
    "empty.about": (
        "Proposals are made by lod link; this page shows them as soon as they are there.",
        "Las propuestas las hace lod link; esta página las muestra en cuanto existen.",
    ),
    "recall": ("Show again what was put off", "Mostrar de nuevo lo aplazado"),
    "said.decided": ("Written: {what}", "Escrito: {what}"),
    "said.later": ("Put off: {what}", "Aplazado: {what}"),
    "said.undone": ("Taken back: {what}", "Deshecho: {what}"),
    "said.recalled": ("What was put off is shown again", "Se muestra de nuevo lo aplazado"),
    "said.nothing": ("There is nothing to take back", "No hay nada que deshacer"),
    "wrong": ("This has to be mended first", "Hay que corregir esto primero"),
    "not done": ("Not done", "No se hizo"),
    "refused": ("Refused", "Rechazado"),
    "again": ("Try again", "Intentar de nuevo"),
    "fact.name": ("name", "nombre"),
    "fact.type": ("type", "tipo"),
    "fact.start": ("start", "comienzo"),
    "fact.end": ("end", "fin"),
    "fact.life": ("life", "vida"),
    "fact.country": ("country", "país"),
    "fact.party": ("party", "partido"),
    "fact.office": ("office", "cargo"),
    "fact.place": ("place", "lugar"),
    "fact.identifier": ("identifier", "identificador"),
    "how.unknown": ("says nothing", "no dice nada"),
    "how.possible": ("possible", "posible"),
    "how.different": ("different", "distinto"),
    "how.abbreviation": ("abbreviation", "sigla"),
}
DOUBTS = {  # as scores.py and propose.py word them, in Spanish
    r"only an abbreviation fits": "solo coincide una sigla",
    r"the names are less alike than (\S+)": r"los nombres se parecen menos de \1",
    r"the type is not known to fit": "no se sabe si el tipo encaja",
    r"no country agrees": "no coincide ningún país",
    r"too little more agrees": "poco más coincide",
    r"in conflict: (.*)": r"se contradicen: \1",
    r"the score is below (\S+)": r"la puntuación no llega a \1",
    r"the next is nearer than (\S+)": r"el siguiente está a menos de \1",
    r"no year of founding agrees": "no coincide el año de fundación",
    r"the item has the name only as an alias": "el elemento solo tiene el nombre como alias",
    r"the item lacks one of our labels": "al elemento le falta una de nuestras etiquetas",
    r"another fits better": "otro encaja mejor",
    r"another entity fits the same item": "otra entidad encaja con el mismo elemento",
    r"(\S+) fits better and is linked to (\S+)": r"\1 encaja mejor y está enlazado con \2",
}


def say(language: str, key: str, **facts: object) -> str:
    """A text in a language of SPOKEN; a word that is not in the table stands for itself."""
    known = TEXTS.get(key)
    return known[SPOKEN.index(language)].format(**facts) if known else key.partition(".")[2] or key


def doubt(language: str, text: str) -> tuple[str, str]:
    """A doubt, and the language it is told in.

    >>> doubt("es", "the score is below 100"), doubt("es", "unheard of")
    (('la puntuación no llega a 100', 'es'), ('unheard of', 'en'))
    """
    if language == "es":
        for pattern, spanish in DOUBTS.items():
            found = re.fullmatch(pattern, text)
            if found:
                return found.expand(spanish), "es"
    return text, "en"
