-- A row is one entity of any type and the document whose graph it is in; its id stands in the column of its type.
-- Needed because the graph of an entity follows from the claims about it.
SELECT entity, person_id, label_en, label_es, note, source_id, persons._row
FROM persons
JOIN entity_sources ON entity = 'person/' || person_id
UNION ALL BY NAME
SELECT entity, organization_id, label_en, label_es, source_id, organizations._row
FROM organizations
JOIN entity_sources ON entity = 'organization/' || organization_id
UNION ALL BY NAME
SELECT entity, place_id, label_en, label_es, source_id, places._row
FROM places
JOIN entity_sources ON entity = 'place/' || place_id
UNION ALL BY NAME
SELECT entity, event_id, label_en, label_es, source_id, events._row
FROM events
JOIN entity_sources ON entity = 'event/' || event_id
UNION ALL BY NAME
SELECT entity, event_id AS election_id, label_en, label_es, source_id, elections._row
FROM elections
JOIN entity_sources ON entity = 'event/' || event_id
UNION ALL BY NAME
SELECT entity, office_id, label_en, label_es, note, source_id, offices._row
FROM offices
JOIN entity_sources ON entity = 'office/' || office_id
UNION ALL BY NAME
SELECT entity, work_id, label_en, label_es, source_id, works._row
FROM works
JOIN entity_sources ON entity = 'work/' || work_id
UNION ALL BY NAME
SELECT entity, option_id, label_en, label_es, note, source_id, ballot_options._row
FROM ballot_options
JOIN entity_sources ON entity = 'concept/' || option_id
