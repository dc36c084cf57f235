-- A row is one claim of a relation between two entities, and one document it cites.
-- Needed because dates need their day bounds, and a claim goes to the graph of each document.
SELECT relation_id AS statement_id, source_id, subject, relation, object,
  start_edtf, s.earliest AS start_earliest, s.latest AS start_latest,
  end_edtf, e.earliest AS end_earliest, e.latest AS end_latest, relations._row
FROM relations
JOIN documented_claims ON statement_id = relation_id
LEFT JOIN edtf s ON s.value = start_edtf
LEFT JOIN edtf e ON e.value = end_edtf
