-- A row is one claim of a measured result of a candidacy, and one document it cites.
-- Needed because a claim is published in the graph of each document behind it.
SELECT result_id AS statement_id, source_id, candidacy, constituency, measure, value, comparator, results._row
FROM results
JOIN documented_claims ON statement_id = result_id
