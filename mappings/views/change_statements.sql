-- A row is one claim of a change of organisations, one body before and one after it, and one document it cites.
-- Needed because both sides stand in lists, dates need their day bounds, and a claim goes to each document's graph.
SELECT statement_id, source_id, change_type, label_en, date_edtf, earliest, latest, original,
  unnest(string_split(coalesce(resulting, ''), ';')) AS resulting, changes._row
FROM (SELECT * EXCLUDE original, unnest(string_split(coalesce(original, ''), ';')) AS original FROM org_changes) changes
JOIN documented_claims ON statement_id = change_id
LEFT JOIN edtf ON edtf.value = date_edtf
