-- A row is one claim of a candidacy, and one document it cites.
-- Needed because a claim goes to the graph of each document, and ballot options have IRIs unlike those of people and
-- lists: they stand in the column option.
SELECT candidacy_id AS statement_id, source_id, election,
  CASE WHEN NOT starts_with(candidate, 'concept/') THEN candidate END AS candidate,
  CASE WHEN starts_with(candidate, 'concept/') THEN split_part(candidate, '/', 2) END AS option,
  on_behalf_of, constituency, ticket, outcome, candidacies._row
FROM candidacies
JOIN documented_claims ON statement_id = candidacy_id
