-- A row is a Wikidata item with an entity of ours and what ours is to it.
-- Needed because it is published as a table, for those who have items and look for what we say about them.
SELECT object_id AS item, subject_id AS entity, predicate_id AS predicate, _row
FROM accepted_links
