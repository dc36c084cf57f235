SELECT
    1 AS rule,
    'http://ex.org/g' AS g,
    absolute('http://b.org/', 'id/' || iri_safe(here."who")) AS s,
    'http://www.w3.org/1999/02/22-rdf-syntax-ns#type' AS p,
    'http://ex.org/Person' AS o,
    'iri' AS o_kind,
    '' AS o_datatype,
    '' AS o_lang,
    here._rows AS _rows
FROM "people" AS here

SELECT
    2 AS rule,
    'http://ex.org/g' AS g,
    absolute('http://b.org/', 'id/' || iri_safe(here."who")) AS s,
    'http://ex.org/name' AS p,
    here."name" AS o,
    'literal' AS o_kind,
    'http://www.w3.org/1999/02/22-rdf-syntax-ns#langString' AS o_datatype,
    'en' AS o_lang,
    here._rows AS _rows
FROM "people" AS here

SELECT
    3 AS rule,
    'http://ex.org/g' AS g,
    absolute('http://b.org/', 'id/' || iri_safe(here."who")) AS s,
    'http://ex.org/in' AS p,
    'http://ex.org/party/' || url_encode(there."party_id") AS o,
    'iri' AS o_kind,
    '' AS o_datatype,
    '' AS o_lang,
    list_concat(here._rows, there._rows) AS _rows
FROM "people" AS here
JOIN "parties" AS there ON here."party" = there."short"

SELECT
    5 AS rule,
    '' AS g,
    'http://ex.org/party/' || url_encode(here."party_id") AS s,
    'http://ex.org/size' AS p,
    here."size" AS o,
    'literal' AS o_kind,
    absolute('http://b.org/', here."type") AS o_datatype,
    '' AS o_lang,
    here._rows AS _rows
FROM "parties" AS here
