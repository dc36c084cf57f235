-- A row is one claim and one document it cites.
-- Needed because a claim is published in the graph of each document behind it.
SELECT DISTINCT statement_id, source_id, basis, certainty, rank, reason, note, _row
FROM claims
JOIN (SELECT DISTINCT statement_id, source_id FROM citations) USING (statement_id)
