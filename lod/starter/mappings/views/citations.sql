-- A row is one passage that a claim cites, with its speaker.
-- Needed because a cell may list several passages, and the speaker stands with the passage.
SELECT DISTINCT statement_id, passage_id, speaker, [claim._row, passages._row] AS _rows
FROM (SELECT statement_id, unnest(string_split(passages, ';')) AS passage_id, _row FROM claims) claim
JOIN passages USING (passage_id)
