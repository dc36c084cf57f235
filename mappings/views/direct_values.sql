-- A row is one value fit for the direct layer, in the column of its property, and the first document that states it.
-- Needed because a property of an attribute is a cell, but a property of the direct layer is a word of the mapping;
-- the four bounds of its ends are for periods only.
SELECT subject, date_as_stated,
  min(source_id) OVER (PARTITION BY subject, property, concept, entity, date) AS source_id,
  CASE WHEN property = 'kind' THEN concept END AS kind,
  CASE WHEN property = 'place' THEN entity END AS place,
  CASE WHEN property = 'country' THEN entity END AS country,
  CASE WHEN property = 'part-of' THEN entity END AS part_of,
  CASE WHEN property = 'contests' THEN entity END AS contests,
  CASE WHEN property = 'creator' THEN entity END AS creator,
  CASE WHEN property = 'publisher' THEN entity END AS publisher,
  CASE WHEN property = 'jurisdiction' THEN entity END AS jurisdiction,
  CASE WHEN property = 'date' THEN date END AS date,
  CASE WHEN property = 'date' THEN facts.earliest END AS earliest,
  CASE WHEN property = 'date' THEN facts.latest END AS latest,
  CASE WHEN property = 'date' AND contains(date, '/') THEN start_earliest END AS start_earliest,
  CASE WHEN property = 'date' AND contains(date, '/') THEN start_latest END AS start_latest,
  CASE WHEN property = 'date' AND contains(date, '/') THEN end_earliest END AS end_earliest,
  CASE WHEN property = 'date' AND contains(date, '/') THEN end_latest END AS end_latest,
  facts._row
FROM value_statements facts
JOIN best_claims USING (statement_id, source_id)
LEFT JOIN edtf ON edtf.value = date
