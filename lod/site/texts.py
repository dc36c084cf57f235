"""What the pages say in their own words.  key, language -> text; no I/O.

A language that is not here is spoken to in English; the texts of the data are in its own languages all the same."""

from __future__ import annotations

from collections.abc import Mapping

SPOKEN = ("en", "es")
TEXTS: Mapping[str, tuple[str, str]] = {
    "skip": ("Skip to the content", "Saltar al contenido"),
    "menu": ("Main parts", "Partes principales"),
    "way": ("Where you are", "Dónde está"),
    "home": ("Start", "Inicio"),
    "browse": ("Browse", "Explorar"),
    "browse.about": ("Everything there is, by class.", "Todo lo que hay, por clases."),
    "search": ("Search", "Buscar"),
    "search.hint": ("A name, an alias or an acronym", "Un nombre, un alias o una sigla"),
    "search.none": ("Nothing found.", "No se encontró nada."),
    "search.count": ("{n} found", "{n} encontrados"),
    "search.noscript": (
        "The search needs JavaScript; without it, the lists lead to everything.",
        "La búsqueda necesita JavaScript; sin él, las listas llevan a todo.",
    ),
    "ask": ("Ask", "Preguntar"),
    "ask.about": (
        "All the data can be asked here in SPARQL. They are loaded into your browser with the first question; nothing "
        "is sent anywhere.",
        "Aquí se puede preguntar a todos los datos en SPARQL. Se cargan en su navegador con la primera pregunta; no se "
        "envía nada a ninguna parte.",
    ),
    "ask.noscript": (
        "Asking needs JavaScript; without it, the lists lead to everything, and the data files can be downloaded.",
        "Preguntar necesita JavaScript; sin él, las listas llevan a todo y los archivos de datos se pueden descargar.",
    ),
    "ask.disk": (
        "A page that is opened from disk may not read the data beside it: browsers forbid that. Any web server will "
        "do, for instance python3 -m http.server in the folder of the site; then open this page at the address that "
        "it tells.",
        "Una página abierta desde el disco no puede leer los datos que están a su lado: los navegadores lo prohíben. "
        "Basta cualquier servidor web, por ejemplo python3 -m http.server en la carpeta del sitio; abra después esta "
        "página en la dirección que indique.",
    ),
    "ask.examples": ("Examples", "Ejemplos"),
    "ask.engine": (
        "The answers are those of Oxigraph, which runs in this page.",
        "Las respuestas son de Oxigraph, que se ejecuta en esta página.",
    ),
    "ontology": ("Ontology", "Ontología"),
    "shapes": ("Shapes", "Formas"),
    "conflicts": ("Where sources disagree", "Donde las fuentes discrepan"),
    "sources": ("Sources", "Fuentes"),
    "things": ("Things", "Cosas"),
    "statements": ("Statements", "Afirmaciones"),
    "evidence": ("Evidence", "Pruebas"),
    "codes": ("Code lists and terms", "Listas de códigos y términos"),
    "record": ("About the data", "Sobre los datos"),
    "pictures": ("Pictures", "Gráficos"),
    "language": ("Language", "Idioma"),
    "before": ("Previous", "Anterior"),
    "after": ("Next", "Siguiente"),
    "neighbours": ("Neighbours in the list", "Vecinos en la lista"),
    "pages": ("Pages", "Páginas"),
    "page": ("page {n} of {of}", "página {n} de {of}"),
    "also": ("Also", "También"),
    "says": ("What is said of it", "Lo que se dice"),
    "says.about": (
        "Each line is a statement of a source, with the passage that makes it and who speaks there.",
        "Cada línea es una afirmación de una fuente, con el pasaje que la hace y quién habla en él.",
    ),
    "made": ("Statements made here", "Afirmaciones que se hacen aquí"),
    "passages": ("Passages cited", "Pasajes citados"),
    "contested": ("contested", "controvertido"),
    "contested.title": ("Where sources disagree", "Donde las fuentes discrepan"),
    "sides": ("The sides", "Las partes"),
    "lines": ("lines {n}", "líneas {n}"),
    "line": ("line {n}", "línea {n}"),
    "speaker": ("said by", "dicho por"),
    "nowhere": ("no passage given", "sin pasaje"),
    "used": ("Where it is named", "Dónde se nombra"),
    "some": (
        "{shown} of {all} are shown; the data files hold all.",
        "Se muestran {shown} de {all}; los archivos de datos tienen todo.",
    ),
    "data": ("Data", "Datos"),
    "data.about": ("The same as linked data:", "Lo mismo como datos enlazados:"),
    "cite": ("Cite", "Citar"),
    "identifier": ("Identifier", "Identificador"),
    "elsewhere": ("Elsewhere", "En otros sitios"),
    "type": ("type", "tipo"),
    "licence": ("Licence", "Licencia"),
    "version": ("Version {version}, {day}", "Versión {version}, {day}"),
    "publisher": ("Published by", "Publicado por"),
    "contact": ("Contact", "Contacto"),
    "downloads": ("Downloads", "Descargas"),
    "file": ("File", "Archivo"),
    "size": ("Size", "Tamaño"),
    "terms": ("Terms", "Términos"),
    "uses": ("used {n} times", "usado {n} veces"),
    "use": ("used once", "usado una vez"),
    "unused": ("not used", "sin uso"),
    "instances": ("{n} instances", "{n} instancias"),
    "instance": ("one instance", "una instancia"),
    "examples": ("examples", "ejemplos"),
    "checked": ("checked by", "comprobado por"),
    "diagram": ("How the classes are connected", "Cómo se relacionan las clases"),
    "diagram.about": (
        "An arrow is a property that leads from things of one class to things of another in the data.",
        "Una flecha es una propiedad que en los datos lleva de cosas de una clase a cosas de otra.",
    ),
    "lifeline": ("In time", "En el tiempo"),
    "lifeline.about": (
        "Solid where the dates are certain; fading where they may lie anywhere.",
        "Lleno donde las fechas son seguras; desvanecido donde pueden estar en cualquier punto.",
    ),
    "tree": ("Family tree", "Árbol genealógico"),
    "tree.about": (
        "Each bar is an organisation in time, fading where a beginning or end is not told exactly; each number is a "
        "change, or with a dashed line a tie to a coalition or international, with its sources below.",
        "Cada barra es una organización en el tiempo, desvanecida donde el comienzo o el fin no constan con exactitud; "
        "cada número es un cambio o, con línea discontinua, un vínculo con una coalición o internacional, con sus "
        "fuentes abajo.",
    ),
    "tree.changes": ("Changes", "Cambios"),
    "tree.ties": ("Ties to coalitions and internationals", "Vínculos con coaliciones e internacionales"),
    "undated": ("undated", "sin fecha"),
    "asof": ("As of", "En"),
    "asof.years": ("What was there in", "Lo que había en"),
    "asof.title": ("Organisations in {year}", "Organizaciones en {year}"),
    "asof.about": (
        "What the sources told on these pages say was there in this year; what they leave open is said apart.",
        "Lo que, según las fuentes de estas páginas, había en este año; lo que dejan abierto se dice aparte.",
    ),
    "asof.there": ("There", "Existían"),
    "asof.open": ("There before; no end is told", "Existían antes; no consta su fin"),
    "asof.perhaps": (
        "Perhaps: beginning or end is not told exactly",
        "Quizás: comienzo o fin no constan con exactitud",
    ),
    "asof.changes": ("What changed", "Qué cambió"),
    "year.bc": ("{n} BC", "{n} a. C."),
    "trees": ("Family trees of organisations", "Árboles genealógicos de organizaciones"),
    "others": ("{name} and {n} more", "{name} y {n} más"),
    "voices": ("Who spoke of what", "Quién habló de qué"),
    "voices.one": ("What {name} says", "Lo que dice {name}"),
    "voices.how": ("Statements by speaker and subject", "Afirmaciones por hablante y tema"),
    "voices.who": ("Speaker", "Hablante"),
    "voices.all": ("all", "todas"),
    "voices.about": (
        "Each number counts the statements of a speaker about things of a class, and leads to them; the darker, the "
        "more. A statement about things of two classes counts in both.",
        "Cada número cuenta las afirmaciones de un hablante sobre cosas de una clase, y lleva a ellas; cuanto más "
        "oscuro, más. Una afirmación sobre cosas de dos clases cuenta en ambas.",
    ),
    "map": ("Map of events", "Mapa de acontecimientos"),
    "map.about": (
        "Each circle is a place, the larger the more is told of there; its number leads to the list below.",
        "Cada círculo es un lugar, mayor cuanto más se cuenta de él; su número lleva a la lista de abajo.",
    ),
    "map.places": ("Places on the map", "Lugares del mapa"),
    "map.north": ("{n}° N", "{n}° N"),
    "map.south": ("{n}° S", "{n}° S"),
    "map.east": ("{n}° E", "{n}° E"),
    "map.west": ("{n}° W", "{n}° O"),
    "results": ("Results", "Resultados"),
    "results.about": (
        "A bar that fades was not given as an exact number; the words before the number say how.",
        "Una barra que se desvanece no se dio como número exacto; las palabras ante el número dicen cómo.",
    ),
    "picture.data": ("The data behind the picture:", "Los datos del gráfico:"),
    "until.date": ("until {d}", "hasta {d}"),
    "from.date": ("from {d}", "desde {d}"),
    "after.date": ("{d} or later", "{d} o después"),
    "upto.date": ("{d} or earlier", "{d} o antes"),
    "between.date": ("between {a} and {b}", "entre {a} y {b}"),
    "or.date": ("{a} or {b}", "{a} o {b}"),
    "and.date": ("{a} and {b}", "{a} y {b}"),
    "to.date": ("{a} to {b}", "{a} a {b}"),
    "about.date": ("about {d}", "hacia {d}"),
    "perhaps.date": ("perhaps {d}", "quizás {d}"),
    "decade": ("the {d}s", "los años {d}"),
    "century": ("the {d}00s", "los años {d}00"),
    "unknown": ("unknown", "desconocido"),
}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
SEASONS = {
    "en": {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"},
    "es": {"21": "primavera de", "22": "verano de", "23": "otoño de", "24": "invierno de"},
}


def spoken(language: str) -> str:
    """The language that the pages of a language speak.

    >>> spoken("es"), spoken("pt")
    ('es', 'en')
    """
    return language if language in SPOKEN else SPOKEN[0]


def say(key: str, language: str, **facts: object) -> str:
    """A text of the pages.

    >>> say("lines", "es", n="3-4")
    'líneas 3-4'
    """
    return TEXTS[key][SPOKEN.index(spoken(language))].format(**facts)
