-- A row is one source document, one of its authors and one of its translators.
-- Needed because both stand in lists, the date needs its day bounds, and an author, translator or publisher is an
-- entity or, in the column of names, the plain name of one that has no record.
SELECT source_id, file, title, kind,
  CASE WHEN regexp_matches(writer, '^(person|organization)/') THEN writer END AS author,
  CASE WHEN NOT regexp_matches(writer, '^(person|organization)/') THEN writer END AS author_name,
  CASE WHEN regexp_matches(publisher, '^(person|organization)/') THEN publisher END AS publisher,
  CASE WHEN NOT regexp_matches(publisher, '^(person|organization)/') THEN publisher END AS publisher_name,
  CASE WHEN regexp_matches(rewriter, '^(person|organization)/') THEN rewriter END AS translator,
  date_edtf, earliest, latest, date_note, language, same_as, note, sha256, bytes, chars, lines, _row
FROM (
  SELECT *, unnest(string_split(coalesce(author, ''), ';')) AS writer,
    unnest(string_split(coalesce(translator, ''), ';')) AS rewriter
  FROM sources
)
LEFT JOIN edtf ON value = date_edtf
