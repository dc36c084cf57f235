-- A row is a station and the days between which it was open.
-- Needed because the days are computed from the dates.
SELECT station_id, o.earliest AS opened, c.latest AS closed, s._row
FROM stations s LEFT JOIN edtf o ON o.value = s.opened_edtf LEFT JOIN edtf c ON c.value = s.closed_edtf
