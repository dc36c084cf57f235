-- A row is the claim that a source speaks of an organisation, place, event, election or work, and that it is of a kind.
-- Needed because these claims stand in the tables of the entities themselves, without an id of their own.
SELECT 'at-' || organization_id || '-kind' AS statement_id, 'organization/' || organization_id AS entity,
  kind, passages, basis, certainty, rank, reason, note, _row
FROM organizations
UNION ALL BY NAME
SELECT 'at-' || place_id || '-kind' AS statement_id, 'place/' || place_id AS entity,
  kind, passages, basis, certainty, rank, reason, note, _row
FROM places
UNION ALL BY NAME
SELECT 'at-ev-' || event_id || '-kind' AS statement_id, 'event/' || event_id AS entity,
  kind, date_as_stated, passages, basis, certainty, rank, reason, note, _row
FROM events
UNION ALL BY NAME
SELECT 'at-el-' || event_id || '-kind' AS statement_id, 'event/' || event_id AS entity,
  kind, date_as_stated, passages, basis, certainty, rank, reason, note, _row
FROM elections
UNION ALL BY NAME
SELECT 'at-wk-' || work_id || '-kind' AS statement_id, 'work/' || work_id AS entity,
  kind, passages, basis, certainty, rank, reason, note, _row
FROM works
