-- A row is one membership fit for the plain graph.
-- Needed because a judgement of a source, or a known error, stays a statement.
SELECT member, organization, _row
FROM memberships
WHERE basis <> 'characterisation' AND rank <> 'deprecated'
