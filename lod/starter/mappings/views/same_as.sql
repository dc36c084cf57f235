-- A row is a person that is one thing with a Wikidata item, as a person has decided who says so.
-- Needed because the other kinds of things change in time and are hardly ever one with an item, and because what a
-- program has accepted is not certain enough to merge two descriptions.
SELECT subject_id, item, _row
FROM accepted_links
WHERE item IS NOT NULL AND regexp_matches(subject_id, '/id/person/')
  AND mapping_justification IN (
    'https://w3id.org/semapv/vocab/ManualMappingCuration', 'https://w3id.org/semapv/vocab/MappingReview')
  AND coalesce(author_id, author_label) IS NOT NULL
