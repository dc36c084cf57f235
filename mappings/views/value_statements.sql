-- A row is one claim that an entity has a value, and one document it cites; the value stands in the column of its type.
-- Needed because a column holds values of four types, dates need their day bounds, and kinds are claimed elsewhere.
WITH facts AS (
  SELECT statement_id, entity AS subject, 'kind' AS property, kind AS value, 'concept' AS value_type, date_as_stated,
    _row
  FROM kinds
  UNION ALL BY NAME
  SELECT attribute_id AS statement_id, subject, property, value, value_type, _row
  FROM attributes
)
SELECT facts.statement_id, source_id, subject, property, date_as_stated,
  CASE WHEN value_type = 'entity' THEN facts.value END AS entity,
  CASE WHEN value_type = 'concept' THEN facts.value END AS concept,
  CASE WHEN value_type = 'literal' THEN facts.value END AS text,
  CASE WHEN value_type = 'edtf' THEN facts.value END AS date,
  earliest, latest, facts._row
FROM facts
JOIN documented_claims USING (statement_id)
LEFT JOIN edtf ON value_type = 'edtf' AND edtf.value = facts.value
