-- V101: visits more than fifty times what is usual of the organisation and brand (the middle of at least five).
-- Reads: activities.
WITH usual AS (
    SELECT org_id, brand, median(visits) AS middle
    FROM activities
    WHERE visits > 0
    GROUP BY ALL
    HAVING count(*) >= 5
)
SELECT
    _delivery AS delivery, 'activities' AS type, _row AS row, 'visits' AS "column", visits AS found, 'V101' AS rule,
    '人次是这个组织同类活动的' || CAST(round(visits / middle) AS BIGINT) || '倍（一般约'
        || CAST(round(middle) AS BIGINT) || '人次），请确认是否多写了几位' AS message
FROM activities
JOIN usual ON usual.org_id = activities.org_id AND usual.brand IS NOT DISTINCT FROM activities.brand
WHERE visits > 50 * middle AND visits >= 1000
