-- A row is one conflict, one of the claims or entities it involves, and one passage in which it shows.
-- Needed because both stand in lists, and a conflict is published in the graph of the first document it shows in.
SELECT conflict_id, kind, about, explanation, unnest(string_split(coalesce(involves, ''), ';')) AS member,
  passage_id, min(source_id) OVER (PARTITION BY conflict_id) AS source_id, conflict._row
FROM (SELECT * EXCLUDE passages, unnest(string_split(passages, ';')) AS passage_id FROM conflicts) conflict
JOIN passages USING (passage_id)
