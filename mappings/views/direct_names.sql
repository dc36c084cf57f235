-- A row is one name fit for the direct layer, and the first document that has it.
-- Needed because descriptions and names from background knowledge are no names of the sources, what is the label
-- already need not be said twice, and acronyms have a property of their own, if they are printed in the source.
SELECT entity, min(source_id) OVER (PARTITION BY entity, name, lang, is_acronym) AS source_id,
  CASE WHEN NOT is_acronym AND lang IS NOT NULL THEN name END AS name, lang,
  CASE WHEN NOT is_acronym AND lang IS NULL THEN name END AS plain_name,
  CASE WHEN is_acronym AND NOT contains(coalesce(inferred, ''), 'name') THEN name END AS acronym,
  best_claims._row
FROM (SELECT *, name_type = 'acronym' AS is_acronym FROM names) names
JOIN best_claims ON statement_id = naming_id
WHERE name_type NOT IN ('description', 'background')
  AND (is_acronym OR NOT EXISTS (
    FROM entities
    WHERE entities.entity = names.entity
      AND (name_type = 'preferred' AND name IN (label_en, label_es)
        OR lang = 'en' AND name = label_en
        OR lang = 'es' AND name = label_es)))
