-- one row per delivery that gives rows of one record type to one area (or anywhere), newest first
WITH declared AS (
    SELECT DISTINCT delivery FROM delivery_areas WHERE {within_area}
)
SELECT delivery, file, sheet, source, received_at, rows_read, accepted, current, superseded, pending, "from", "to"
FROM deliveries
WHERE type = $type AND current > 0 AND (area IS NULL OR delivery IN (FROM declared))
ORDER BY received_at DESC, delivery
