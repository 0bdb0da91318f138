-- one row per delivery, newest first: what arrived, and what became of its rows
SELECT
    delivery, file, sheet, type, source, received_at, rows_read, skipped, accepted, rejected, duplicates,
    current, pending, superseded, withdrawn, erased, merged, area, "from", "to", status
FROM deliveries
ORDER BY received_at DESC, delivery
