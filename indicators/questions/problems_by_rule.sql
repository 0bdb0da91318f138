-- one row per kind of finding and rule: how many, in how many deliveries, and one of its messages
WITH found_there AS (
    SELECT CASE WHEN severity = '拒收' THEN '退回' ELSE '提示' END AS kind, delivery, rule, "column", message
    FROM rejected_rows
    UNION ALL
    SELECT '提示', delivery, rule, "column", message FROM findings
    UNION ALL
    SELECT '待核', delivery, '待核', '', reason FROM pending_rows
)
SELECT
    kind,
    rule,
    CAST(count(*) AS BIGINT) AS times,
    CAST(count(DISTINCT delivery) AS BIGINT) AS deliveries,
    list_sort(list(DISTINCT "column") FILTER ("column" <> ''))[:4] AS columns,
    min(message) AS message
FROM found_there
GROUP BY kind, rule
ORDER BY kind = '提示', kind, times DESC, rule
