-- A row is one claim and the document in whose graph it is published: the first it cites.
-- Needed because a triple must stand in one graph only, or a count over all graphs would count it twice.
SELECT DISTINCT statement_id, source_id, basis, certainty, rank, reason, note, _row
FROM claims
JOIN (SELECT DISTINCT statement_id, source_id FROM citations) USING (statement_id)
