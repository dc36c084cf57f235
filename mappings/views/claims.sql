-- A row is one claim of any class, with what all claims have in common.
-- subject and property say which claims compete when their ranks are compared (see best_claims.sql).
-- Needed because the claims stand in as many tables as there are classes of them.
SELECT statement_id, entity AS subject, 'kind' AS property, passages, basis, certainty, rank, reason, note, _row
FROM kinds
UNION ALL
SELECT naming_id, entity, name_type, passages, basis, certainty, rank, reason, note, _row
FROM names
UNION ALL
SELECT attribute_id, subject, property, passages, basis, certainty, rank, reason, note, _row
FROM attributes
UNION ALL
SELECT membership_id, member, organization, passages, basis, certainty, rank, reason, note, _row
FROM memberships
UNION ALL
SELECT relation_id, subject, relation || ' ' || object, passages, basis, certainty, rank, reason, note, _row
FROM relations
UNION ALL
SELECT change_id, resulting, original, passages, basis, certainty, rank, reason, note, _row
FROM org_changes
UNION ALL
SELECT participation_id, participant, event, passages, basis, certainty, rank, reason, note, _row
FROM participations
UNION ALL
SELECT candidacy_id, candidate, election, passages, basis, certainty, rank, reason, note, _row
FROM candidacies
UNION ALL
SELECT result_id, candidacy, concat_ws(' ', measure, constituency), passages, basis, certainty, rank, reason, note, _row
FROM results
