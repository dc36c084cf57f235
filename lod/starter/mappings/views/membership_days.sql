-- A row is one membership with the first and last day its dates can mean.
-- Needed because the days are computed: the table edtf has them for every date of the tables.
SELECT memberships.*, s.earliest AS start_earliest, e.latest AS end_latest
FROM memberships
LEFT JOIN edtf s ON s.value = start_edtf
LEFT JOIN edtf e ON e.value = end_edtf
