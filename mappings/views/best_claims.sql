-- A row is one claim that may enter the direct layer, and one document it cites.
-- Needed because this is the one place that says which claims may: no judgement of a source, nothing deprecated, and
-- where claims on the same subject and property differ in rank only the preferred ones.
SELECT statement_id, source_id, _row
FROM claims
JOIN (SELECT DISTINCT statement_id, source_id FROM citations) USING (statement_id)
WHERE basis <> 'characterisation' AND rank <> 'deprecated'
QUALIFY rank = 'preferred' OR NOT bool_or(rank = 'preferred') OVER (PARTITION BY subject, property)
