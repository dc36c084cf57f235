-- A row is one passage and one of those who speak in it.
-- Needed because speakers stand in a list.
SELECT passage_id, source_id, unnest(string_split(speaker, ';')) AS speaker, _row
FROM passages
