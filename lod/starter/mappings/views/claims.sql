-- A row is one claim and one thing it is about.
-- Needed because claims stand in three tables, and have their passages, basis and rank in common.
SELECT membership_id AS statement_id, unnest([member, 'organization/' || organization]) AS entity,
  passages, basis, certainty, rank, reason, note, _row
FROM memberships
UNION ALL
SELECT naming_id, entity, passages, basis, certainty, rank, reason, note, _row
FROM names
UNION ALL
SELECT 'at-' || organization_id || '-kind', 'organization/' || organization_id,
  passages, basis, certainty, rank, reason, note, _row
FROM organizations
