-- A row is one claim that someone took part in an event, and one document it cites.
-- Needed because a claim is published in the graph of each document behind it.
SELECT participation_id AS statement_id, source_id, event, participant, role, participations._row
FROM participations
JOIN documented_claims ON statement_id = participation_id
