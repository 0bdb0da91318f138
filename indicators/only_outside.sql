-- one row per asked area and period: how many volunteers known by its last day served outside the cover alone
WITH periods AS (
    SELECT
        unnest(CAST($period AS INTEGER[])) AS period,
        unnest(CAST($ends_on AS DATE[])) AS ends_on
),
outside AS (
    SELECT
        unnest(CAST($outside_period AS INTEGER[])) AS period,
        unnest(CAST($outside_code AS VARCHAR[])) AS area_code
),
known AS (
    SELECT {asked} AS asked_code, volunteer_id, area_code, year(min(served_on)) AS first_year
    FROM volunteer_hours
    WHERE {within_area}
        AND {asked} IS NOT NULL
        AND volunteer_id IN (
            SELECT volunteer_id FROM volunteer_hours WHERE area_code IN (SELECT area_code FROM outside)
        )
    GROUP BY ALL
),
placed AS (
    SELECT asked_code, period, volunteer_id, bool_and(outside.area_code IS NOT NULL) AS is_outside
    FROM known
    JOIN periods ON first_year <= year(ends_on)
    LEFT JOIN outside USING (period, area_code)
    GROUP BY ALL
)
SELECT asked_code, period, CAST(count(*) AS BIGINT) AS volunteers
FROM placed
WHERE is_outside
GROUP BY ALL
