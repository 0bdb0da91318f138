-- one row per word of a filter (round, category, brand, mode) that projects at or below an area handed in within a period
WITH used AS (
    SELECT unnest(['round', 'category', 'brand', 'mode', 'field', 'beneficiary']) AS filter,
        unnest([round, category, brand, mode, field, beneficiary]) AS value
    FROM projects
    WHERE {within_area} AND applied_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
)
SELECT filter, value, CAST(count(*) AS BIGINT) AS rows
FROM used
WHERE value IS NOT NULL
GROUP BY ALL
ORDER BY filter, rows DESC, value
