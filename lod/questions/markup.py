"""The parts of a page to ask on: the form and the examples.  words, Questions -> HTML.

The script and the style that go with them are in page/; pages of the server and of the site have them alike, and each a
script of its own that says who answers.  Every text is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from urllib.parse import quote_plus

from lod.questions.model import Question

STYLE, SCRIPT = "query.css", "query.js"
SPOKEN = ("en", "es")  # the order of each pair of texts
TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("Ask", "Preguntar"),
    "label": ("A query in SPARQL 1.1", "Una consulta en SPARQL 1.1"),
    "ask": ("Ask", "Preguntar"),
    "stop": ("Stop", "Detener"),
    "answer": ("Answer", "Respuesta"),
    "examples": ("Examples", "Ejemplos"),
    "examples.about": (
        "Each is asked at one click, and can be changed above.",
        "Cada una se pregunta con un clic y puede cambiarse arriba.",
    ),
}
SAID: Mapping[str, tuple[str, str]] = {  # by the script
    "rows": ("{n} rows", "{n} filas"),
    "cut": ("the first {n} are shown", "se muestran las primeras {n}"),
    "begun": ("the beginning is shown", "se muestra el comienzo"),
    "yes": ("yes", "sí"),
    "no": ("no", "no"),
    "nothing": ("Nothing fits.", "Nada coincide."),
    "stopped": ("stopped", "detenida"),
    "failed": ("no answer", "sin respuesta"),
    "loading": ("loading the data, {n} %", "cargando los datos, {n} %"),
    "broken": (
        "The engine has ended; the next query starts it again.",
        "El motor ha terminado; la próxima consulta lo inicia de nuevo.",
    ),
}
FORM = """<form class="ask" action="{action}" method="get"{hidden}{data}>
<p><label for="query">{label}</label></p>
<textarea id="query" name="query" rows="12" spellcheck="false" required>{query}</textarea>
<p><button>{ask}</button> <button type="button" hidden>{stop}</button> <span role="status"></span></p>
</form>
<section class="answer" aria-label="{answer}" tabindex="0"></section>
"""


def say(key: str, language: str) -> str:
    """A text in a language, or in English."""
    return {**TEXTS, **SAID}[key][SPOKEN.index(language) if language in SPOKEN else 0]


def form(language: str, action: str, query: str, facts: Mapping[str, str], hidden: bool = False) -> str:
    """The form, and the place for the answer.

    query    to begin with
    facts    for the scripts: base, top, ending, documents …
    hidden   until a script shows it"""
    data = {**{key: say(key, language) for key in SAID}, **facts}
    words = {key: escape(say(key, language)) for key in TEXTS}
    return FORM.format(
        **words,
        action=escape(action),
        hidden=" hidden" if hidden else "",
        data="".join(f' data-{key}="{escape(value)}"' for key, value in data.items()),
        query=escape(query),
    )


def examples(questions: Iterable[Question], language: str, action: str) -> str:
    """A list of questions, each a link that asks it.

    action   the address that takes a query as a parameter"""
    return f'<ul class="examples">\n{"".join(_example(q, language, action) for q in questions)}</ul>\n'


def _example(question: Question, language: str, action: str) -> str:
    title, tag = question.titled(language)
    marked = f' lang="{escape(tag)}"' if tag and tag != language else ""
    asked = question.worded(language)
    more = f"<span>{escape(asked)}</span>" if asked else ""
    link = f"{action}?query={quote_plus(question.query, safe='/:@!$*(),;?{}')}"
    return f'<li{marked}><a href="{escape(link)}">{escape(title)}</a>{more}</li>\n'


def asset(name: str) -> str:
    """The text of the script or of the style."""
    return files("lod.questions").joinpath(f"page/{name}").read_text(encoding="utf-8")
