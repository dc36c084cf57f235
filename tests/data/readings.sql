SELECT
  '<http://ex.org/g>' AS x1,
  '<' || absolute('http://b.org/', 'id/' || iri_safe(here."who")) || '>' AS x2,
  '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>' AS x3,
  '<http://ex.org/Person>' AS x4,
  '' AS x5,
  '<http://ex.org/name>' AS x6,
  '"' || nt_text(here."name") || '"@en' AS x7,
  '<http://ex.org/self>' AS x8,
  here._rows AS _rows
FROM "people" AS here
-- rule 1: x2 x3 x4 x1
-- rule 1: x2 x3 x4 x5
-- rule 2: x2 x6 x7 x1
-- rule 2: x2 x6 x7 x5
-- rule 4: x2 x8 x2 x1
-- rule 4: x2 x8 x2 x5

SELECT
  '<http://ex.org/g>' AS x1,
  '<' || absolute('http://b.org/', 'id/' || iri_safe(here."who")) || '>' AS x2,
  '<http://ex.org/in>' AS x3,
  '<http://ex.org/party/' || url_encode(there."party_id") || '>' AS x4,
  '' AS x5,
  '<http://ex.org/h>' AS x6,
  list_concat(here._rows, there._rows) AS _rows
FROM "people" AS here
JOIN "parties" AS there ON here."party" = there."short"
-- rule 3: x2 x3 x4 x1
-- rule 3: x2 x3 x4 x5
-- rule 3: x2 x3 x4 x6

SELECT
  '' AS x1,
  '<http://ex.org/party/' || url_encode(here."party_id") || '>' AS x2,
  '<http://ex.org/size>' AS x3,
  '"' || nt_text(here."size") || '"' || (CASE absolute('http://b.org/', here."type") WHEN 'http://www.w3.org/2001/XMLSchema#string' THEN '' ELSE '^^<' || replace(absolute('http://b.org/', here."type"), '"', '\u0022') || '>' END) AS x4,
  here._rows AS _rows
FROM "parties" AS here
-- rule 5: x2 x3 x4 x1

