-- A row is one passage that a claim cites, and one of those who speak in it.
-- Needed because both stand in lists, and the speaker stands with the passage.
SELECT claim.statement_id, passage_id, source_id, unnest(string_split(coalesce(speaker, ''), ';')) AS speaker,
  [claim._row, passages._row] AS _rows
FROM (SELECT statement_id, unnest(string_split(passages, ';')) AS passage_id, _row FROM claims) claim
JOIN passages USING (passage_id)
