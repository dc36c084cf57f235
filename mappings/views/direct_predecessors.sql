-- A row is one body and one it came out of, as one claim has it.
-- Needed because who joins, leaves or recognises a body does not come out of it, and who dissolves leaves nothing.
SELECT DISTINCT original, resulting, min(source_id) OVER (PARTITION BY original, resulting) AS source_id,
  change_statements._row
FROM change_statements
JOIN best_claims USING (statement_id, source_id)
WHERE change_type NOT IN ('affiliation', 'disaffiliation', 'recognition', 'dissolution', 'dissolution-of-body')
  AND original <> resulting
