-- A row is one passage that a claim cites, and one of those who speak in it.
-- Needed because both stand in lists, and the speaker stands with the passage.  source_id is the first document of all
-- that the claim cites, so that a claim stays together in one graph.
SELECT statement_id, passage_id, min(source_id) OVER (PARTITION BY statement_id) AS source_id, unnest(string_split(coalesce(speaker, ''), ';')) AS speaker,
  [claim._row, passages._row] AS _rows
FROM (SELECT statement_id, unnest(string_split(passages, ';')) AS passage_id, _row FROM claims) claim
JOIN passages USING (passage_id)
