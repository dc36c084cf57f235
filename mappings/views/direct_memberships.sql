-- A row is one body somebody belonged to, as one claim and one document have it.
-- Needed because only the claims of best_claims.sql enter the direct layer.
SELECT member, organization, source_id, memberships._row
FROM memberships
JOIN best_claims ON statement_id = membership_id
