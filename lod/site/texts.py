"""What the pages say in their own words.  key, language -> text; no I/O.

A language that is not here is spoken to in English; the texts of the data are in its own languages all the same."""

from __future__ import annotations

import re
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
    "ontology": ("Ontology", "Ontología"),
    "shapes": ("Shapes", "Formas"),
    "conflicts": ("Where sources disagree", "Donde las fuentes discrepan"),
    "sources": ("Sources", "Fuentes"),
    "things": ("Things", "Cosas"),
    "statements": ("Statements", "Afirmaciones"),
    "evidence": ("Evidence", "Pruebas"),
    "codes": ("Code lists and terms", "Listas de códigos y términos"),
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
        "Each bar is an organisation in time; each link is a change, with the statement that makes it below.",
        "Cada barra es una organización en el tiempo; cada enlace es un cambio, con la afirmación que lo hace abajo.",
    ),
    "trees": ("Family trees of organisations", "Árboles genealógicos de organizaciones"),
    "others": ("{name} and {n} more", "{name} y {n} más"),
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
# what properties and classes of other vocabularies are called; any other is called by its local name
TERMS: Mapping[str, tuple[str, str]] = {
    "http://www.w3.org/ns/org#memberOf": ("member of", "miembro de"),
    "http://www.w3.org/ns/org#member": ("member", "miembro"),
    "http://www.w3.org/ns/org#organization": ("organisation", "organización"),
    "http://www.w3.org/ns/oa#hasSource": ("source", "fuente"),
    "http://www.w3.org/ns/oa#hasSelector": ("selector", "selector"),
    "http://www.w3.org/ns/oa#start": ("first character", "primer carácter"),
    "http://www.w3.org/ns/oa#end": ("end of characters", "fin de los caracteres"),
    "http://www.w3.org/ns/prov#wasAttributedTo": ("attributed to", "atribuido a"),
    "http://www.w3.org/ns/prov#wasDerivedFrom": ("derived from", "derivado de"),
    "http://www.w3.org/ns/dcat#byteSize": ("size in bytes", "tamaño en bytes"),
    "http://purl.org/dc/terms/isPartOf": ("part of", "parte de"),
    "http://purl.org/dc/terms/creator": ("creator", "autor"),
    "http://purl.org/dc/terms/publisher": ("publisher", "editor"),
    "http://purl.org/dc/terms/license": ("licence", "licencia"),
    "http://purl.org/dc/terms/created": ("created", "creado"),
    "http://purl.org/dc/terms/modified": ("modified", "modificado"),
    "http://purl.org/dc/terms/identifier": ("identifier", "identificador"),
    "http://purl.org/dc/terms/spatial": ("place", "lugar"),
    "http://purl.org/dc/terms/isFormatOf": ("format of", "formato de"),
    "http://purl.org/dc/terms/references": ("refers to", "remite a"),
    "http://purl.org/dc/terms/bibliographicCitation": ("citation", "cita"),
    "http://purl.org/dc/elements/1.1/publisher": ("publisher", "editor"),
    "http://purl.org/dc/elements/1.1/language": ("language", "idioma"),
    "http://www.semanticdesktop.org/ontologies/2007/03/22/nfo#lineCount": ("lines", "líneas"),
    "http://www.semanticdesktop.org/ontologies/2007/03/22/nfo#characterCount": ("characters", "caracteres"),
    "http://www.w3.org/2008/05/skos-xl#literalForm": ("form", "forma"),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#value": ("value", "valor"),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject": ("subject", "sujeto"),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate": ("property", "propiedad"),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#object": ("value", "valor"),
    "http://www.w3.org/2004/02/skos/core#Concept": ("Concept", "Concepto"),
    "http://www.w3.org/2004/02/skos/core#ConceptScheme": ("Code list", "Lista de códigos"),
    "http://www.w3.org/2004/02/skos/core#inScheme": ("code list", "lista de códigos"),
    "http://www.w3.org/2004/02/skos/core#topConceptOf": ("code of", "código de"),
    "http://www.w3.org/2004/02/skos/core#hasTopConcept": ("codes", "códigos"),
    "http://www.w3.org/2004/02/skos/core#exactMatch": ("exact match", "correspondencia exacta"),
    "http://www.w3.org/2004/02/skos/core#closeMatch": ("close match", "correspondencia cercana"),
    "http://www.w3.org/2004/02/skos/core#broadMatch": ("broader match", "correspondencia más amplia"),
    "http://www.w3.org/2004/02/skos/core#narrowMatch": ("narrower match", "correspondencia más estrecha"),
    "http://www.w3.org/2004/02/skos/core#relatedMatch": ("related match", "correspondencia relacionada"),
    "http://www.w3.org/2002/07/owl#Class": ("Classes", "Clases"),
    "http://www.w3.org/2002/07/owl#ObjectProperty": ("Properties that link", "Propiedades que enlazan"),
    "http://www.w3.org/2002/07/owl#DatatypeProperty": ("Properties with a value", "Propiedades con un valor"),
    "http://www.w3.org/2002/07/owl#Ontology": ("Ontology", "Ontología"),
    "http://www.w3.org/2000/01/rdf-schema#subClassOf": ("kind of", "clase de"),
    "http://www.w3.org/2000/01/rdf-schema#subPropertyOf": ("narrower than", "más específica que"),
    "http://www.w3.org/2000/01/rdf-schema#domain": ("of", "de"),
    "http://www.w3.org/2000/01/rdf-schema#range": ("value", "valor"),
    "https://schema.org/domainIncludes": ("of", "de"),
    "https://schema.org/rangeIncludes": ("value", "valor"),
    "https://schema.org/translator": ("translator", "traductor"),
    "http://www.w3.org/2000/01/rdf-schema#seeAlso": ("see also", "véase también"),
    "http://www.w3.org/2000/01/rdf-schema#comment": ("comment", "comentario"),
    "http://www.w3.org/ns/shacl#NodeShape": ("Shapes of things", "Formas de cosas"),
    "http://www.w3.org/ns/shacl#PropertyShape": ("Shapes of properties", "Formas de propiedades"),
    "http://www.w3.org/ns/shacl#targetClass": ("checks every", "comprueba cada"),
    "http://www.w3.org/ns/shacl#path": ("property", "propiedad"),
    "http://www.w3.org/ns/shacl#severity": ("severity", "gravedad"),
    "http://www.w3.org/ns/shacl#message": ("message", "mensaje"),
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


def called(term: str, language: str) -> str:
    """What a property or class of another vocabulary is called; empty if there is no word for it.

    >>> called("http://www.w3.org/ns/org#memberOf", "es"), called("http://e.org/#endOfTerm", "es")
    ('miembro de', 'end of term')
    """
    if term in TERMS:
        return TERMS[term][SPOKEN.index(spoken(language))]
    local = re.split(r"[/#]", term)[-1]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower() if re.fullmatch(r"[a-z]+(?:[A-Z][a-z]+)*", local) else ""
