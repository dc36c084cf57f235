-- A row is one entity that a claim is about, and one document the claim cites.
-- Needed because the entities of a claim stand in many columns; a result inherits those of its candidacy.
WITH mentions AS (
  SELECT statement_id, entity, [_row] AS _rows
  FROM kinds
  UNION ALL
  SELECT naming_id, entity, [_row]
  FROM names
  UNION ALL
  SELECT attribute_id, unnest([subject, CASE WHEN value_type = 'entity' THEN value END]), [_row]
  FROM attributes
  UNION ALL
  SELECT membership_id, unnest([member, 'organization/' || organization]), [_row]
  FROM memberships
  UNION ALL
  SELECT relation_id, unnest([subject, object]), [_row]
  FROM relations
  UNION ALL
  SELECT change_id, 'organization/' || unnest(string_split(concat_ws(';', original, resulting), ';')), [_row]
  FROM org_changes
  UNION ALL
  SELECT change_id, 'event/' || event, [_row]
  FROM org_changes
  UNION ALL
  SELECT participation_id, unnest([participant, 'event/' || event]), [_row]
  FROM participations
  UNION ALL
  SELECT candidacy_id,
    unnest([candidate, 'event/' || election, 'organization/' || on_behalf_of, 'place/' || constituency]), [_row]
  FROM candidacies
  UNION ALL
  SELECT result_id,
    unnest([candidate, 'event/' || election, 'place/' || candidacies.constituency, 'place/' || results.constituency]),
    [results._row, candidacies._row]
  FROM results
  JOIN candidacies ON candidacy = candidacy_id
)
SELECT DISTINCT statement_id, entity, source_id, mentions._rows
FROM mentions
JOIN documented_claims USING (statement_id)
WHERE regexp_matches(entity, '^(person|organization|place|event|work)/.')
