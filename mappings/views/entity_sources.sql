-- A row is one entity and the document in whose graph it is published: the first of which some passage speaks of it.
-- Needed because a triple must stand in one graph only.  An office is spoken of where an election
-- contests it, a ballot option where it stands as a candidate.
SELECT entity, min(source_id) AS source_id, list_sort(list_distinct(flatten(list(_rows)))) AS _rows
FROM (
  SELECT entity, source_id, _rows
  FROM concerns
  UNION ALL
  SELECT value, source_id, [attributes._row]
  FROM attributes
  JOIN documented_claims ON statement_id = attribute_id
  WHERE value_type = 'entity' AND starts_with(value, 'office/')
  UNION ALL
  SELECT candidate, source_id, [candidacies._row]
  FROM candidacies
  JOIN documented_claims ON statement_id = candidacy_id
  WHERE starts_with(candidate, 'concept/')
)
GROUP BY entity
