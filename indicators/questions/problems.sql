-- one row per finding of a delivery: rows sent back (退回), remarks (提示), rows that wait (待核); in the order of the files
WITH found_there AS (
    SELECT CASE WHEN severity = '拒收' THEN '退回' ELSE '提示' END AS kind,
        delivery, type, file, sheet, row, "column", found, rule, message
    FROM rejected_rows
    UNION ALL
    SELECT '提示', delivery, type, file, sheet, row, "column", found, rule, message FROM findings
    UNION ALL
    SELECT
        '待核', pending_rows.delivery, pending_rows.type, deliveries.file, deliveries.sheet, row, '',
        CASE WHEN pending_rows.type IN ('volunteer_hours', 'points') THEN '' ELSE key END, '待核', reason
    FROM pending_rows
    JOIN deliveries ON deliveries.delivery = pending_rows.delivery AND deliveries.type = pending_rows.type
)
SELECT kind, file, sheet, row, "column", found, rule, message, record_types.name AS type_name, delivery
FROM found_there
LEFT JOIN record_types ON record_types.type = found_there.type
WHERE ($delivery IS NULL OR delivery = $delivery)
    AND ($type IS NULL OR found_there.type = $type)
    AND ($rule IS NULL OR rule = $rule)
    AND ($kind IS NULL OR kind = $kind)
ORDER BY file, sheet, delivery, row NULLS FIRST, "column", rule, message
LIMIT $limit
