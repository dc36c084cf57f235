-- A row is one claim that an entity bore a name, and one document it cites.
-- Needed because a claim is published in the graph of each document behind it, and a name without a language is a
-- plain text: it stands in the column plain_name.
SELECT naming_id AS statement_id, source_id, entity, name, lang, CASE WHEN lang IS NULL THEN name END AS plain_name,
  name_type, names._row
FROM names
JOIN documented_claims ON statement_id = naming_id
