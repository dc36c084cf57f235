-- A row is one accepted link of an entity to a Wikidata item; the column item has it if both are the same thing.
-- Needed because the table of links also keeps rejected candidates and searches that found nothing.
SELECT subject_id, predicate_id, object_id,
  CASE WHEN predicate_id = 'http://www.w3.org/2004/02/skos/core#exactMatch' THEN object_id END AS item,
  mapping_justification, author_id, author_label, _row
FROM wikidata
WHERE coalesce(predicate_modifier, '') = '' AND starts_with(object_id, 'http://www.wikidata.org/entity/Q')
