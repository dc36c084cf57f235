-- A row is one body somebody belonged to, as one claim has it.
-- Needed because only the claims of best_claims.sql enter the direct layer.
SELECT member, organization, min(source_id) OVER (PARTITION BY member, organization) AS source_id, memberships._row
FROM memberships
JOIN best_claims ON statement_id = membership_id
