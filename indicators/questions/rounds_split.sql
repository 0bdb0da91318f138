-- one row per round at or below an area with applications inside the period and outside it: how many of each
SELECT
    round,
    CAST(count(*) FILTER (applied_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)) AS BIGINT) AS inside,
    CAST(count(*) FILTER (applied_on NOT BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)) AS BIGINT) AS outside
FROM projects
WHERE {within_area} AND round IS NOT NULL
GROUP BY ALL
HAVING inside > 0 AND outside > 0
ORDER BY round
