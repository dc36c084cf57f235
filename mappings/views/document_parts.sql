-- A row is one part of a source document, and one of those who speak in it.
-- Needed because speakers stand in a list, and the date needs its day bounds.
SELECT part_id, source_id, char_start, char_end, label, unnest(string_split(coalesce(speaker, ''), ';')) AS speaker,
  date_edtf, earliest, latest, same_as, _row
FROM source_parts
LEFT JOIN edtf ON value = date_edtf
