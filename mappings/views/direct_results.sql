-- A row is one exact number a candidacy won, in the column of its measure, and the first document that states it.
-- Needed because "more than a quarter" must not become a quarter, nor a result in one region that of the whole country.
SELECT candidacy, min(source_id) OVER (PARTITION BY candidacy, measure, value) AS source_id,
  CASE WHEN measure = 'votes' THEN value END AS votes,
  CASE WHEN measure = 'share' THEN value END AS share,
  CASE WHEN measure = 'seats' THEN value END AS seats,
  [results._row, candidacies._row] AS _rows
FROM results
JOIN candidacies ON candidacy = candidacy_id
JOIN best_claims ON statement_id = result_id
WHERE comparator = 'exact'
  AND coalesce(results.constituency, candidacies.constituency) IS NOT DISTINCT FROM candidacies.constituency
