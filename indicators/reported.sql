-- one row per asked area and period with rows of the record type; {times} is how often each row stands in the join
WITH periods AS (
    SELECT DISTINCT
        unnest(CAST($period AS INTEGER[])) AS period,
        unnest(CAST($starts_on AS DATE[])) AS starts_on,
        unnest(CAST($ends_on AS DATE[])) AS ends_on
)
SELECT {asked} AS asked_code, period
FROM {table}
JOIN periods ON {is_present}
WHERE {within_area} AND {asked} IS NOT NULL
GROUP BY ALL
HAVING count(*) >= {fewest} * {times}
