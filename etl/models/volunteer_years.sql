-- One row per numbered volunteer and year with hours: the first year seen, and the area of most hours.
WITH by_area AS (
    SELECT volunteer_id, CAST(year(served_on) AS INTEGER) AS year, area_code, sum(hours) AS area_hours
    FROM volunteer_hours
    WHERE volunteer_id IS NOT NULL
    GROUP BY ALL
),
by_year AS (
    SELECT
        volunteer_id, year, CAST(sum(area_hours) AS DECIMAL(18, 3)) AS hours,
        arg_max(area_code, (area_hours, area_code)) AS area_code
    FROM by_area
    GROUP BY ALL
)
SELECT
    volunteer_id, year, hours, min(year) OVER (PARTITION BY volunteer_id) AS first_year,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM by_year
JOIN stage.places USING (area_code)
ORDER BY year, volunteer_id
