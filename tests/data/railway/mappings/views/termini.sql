-- A row is a line and the station at one of its ends.
-- Needed because the ends are found by comparing stops.
SELECT s.line, s.station, s._row
FROM stops s JOIN (
  SELECT line, min(position::INTEGER) AS first, max(position::INTEGER) AS last FROM stops GROUP BY line) e USING (line)
WHERE s.position::INTEGER IN (e.first, e.last)
