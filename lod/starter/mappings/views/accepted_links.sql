-- A row is one accepted link to a Wikidata item.
-- Needed because the table of links also keeps rejected candidates and searches that found nothing.
SELECT subject_id, predicate_id, object_id, _row
FROM wikidata
WHERE coalesce(predicate_modifier, '') = '' AND starts_with(object_id, 'http://www.wikidata.org/entity/Q')
