-- A row is one claim of a membership, one of its roles, and one document it cites.
-- Needed because roles stand in a list, dates need their day bounds, and a claim goes to the graph of each document.
SELECT membership_id AS statement_id, source_id, member, organization,
  unnest(string_split(coalesce(role, ''), ';')) AS role,
  start_edtf, s.earliest AS start_earliest, s.latest AS start_latest,
  end_edtf, e.earliest AS end_earliest, e.latest AS end_latest,
  dates_as_stated, memberships._row
FROM memberships
JOIN documented_claims ON statement_id = membership_id
LEFT JOIN edtf s ON s.value = start_edtf
LEFT JOIN edtf e ON e.value = end_edtf
