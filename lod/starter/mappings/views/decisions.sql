-- A row is one decision about a link: accepted, rejected, or that there is no item.  Its name is made of what was decided
-- on (entity, predicate, item) and not of the outcome, so that it stays when somebody decides otherwise.
-- Needed because the table of links has no such name, and marks a rejected candidate with a word where RDF has a term.
SELECT
  concat_ws('/', 'decision', regexp_extract(subject_id, '/id/(.*)', 1), regexp_extract(predicate_id, '[^#/]*$'),
    regexp_extract(object_id, '[^/]*$')) AS decision,
  -- what is typed so holds; a rejected candidate must not be taken for a link
  CASE WHEN coalesce(predicate_modifier, '') = '' AND starts_with(object_id, 'http://www.wikidata.org/entity/Q')
    THEN 'http://www.w3.org/2002/07/owl#Axiom' END AS axiom,
  CASE WHEN predicate_modifier = 'Not' THEN 'https://w3id.org/sssom/NegatedPredicate' END AS modifier,
  subject_id, subject_label, predicate_id, object_id, object_label, mapping_justification, confidence, author_id,
  author_label, reviewer_id, mapping_date, mapping_tool, match_string, comment, _row
FROM wikidata
