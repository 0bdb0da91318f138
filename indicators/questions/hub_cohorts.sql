-- one row per year in which numbered volunteers first served a hub and year they served it; years begin on $starts (07-01)
WITH seen AS (
    SELECT DISTINCT
        volunteer_id,
        CAST(year(served_on) - CAST(strftime(served_on, '%m-%d') < $starts AS INTEGER) AS INTEGER) AS year
    FROM volunteer_hours
    WHERE hub_id = $hub AND volunteer_id IS NOT NULL AND served_on <= CAST($to_on AS DATE)
),
first_seen AS (
    SELECT volunteer_id, min(year) AS first_year FROM seen GROUP BY volunteer_id
)
SELECT first_year, year, CAST(count(*) AS BIGINT) AS volunteers
FROM seen
JOIN first_seen USING (volunteer_id)
GROUP BY first_year, year
ORDER BY first_year, year
