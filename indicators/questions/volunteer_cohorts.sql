-- one row per year in which volunteers were first seen and later year: how many of them were seen again
WITH seen AS (
    SELECT DISTINCT volunteer_id, CAST(year(served_on) AS INTEGER) AS year
    FROM volunteer_hours
    WHERE {within_area}
        AND volunteer_id IS NOT NULL
        AND served_on <= make_date(CAST($year AS INTEGER), 12, 31)
        AND ($kind IS NULL OR coalesce(list_contains($kind, kind), list_contains($kind, '未填写')))
        AND NOT coalesce(list_contains($not_kind, kind), list_contains($not_kind, '未填写'), FALSE)
        AND ($brand IS NULL OR coalesce(list_contains($brand, brand), list_contains($brand, '未填写')))
        AND NOT coalesce(list_contains($not_brand, brand), list_contains($not_brand, '未填写'), FALSE)
),
first_seen AS (
    SELECT volunteer_id, min(year) AS first_year FROM seen GROUP BY volunteer_id
)
SELECT first_year, year, CAST(count(*) AS BIGINT) AS volunteers
FROM seen
JOIN first_seen USING (volunteer_id)
GROUP BY first_year, year
ORDER BY first_year, year
