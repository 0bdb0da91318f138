-- one row per year in which volunteers were first seen anywhere and later year: how many of them were seen again
SELECT first_year, year, CAST(count(*) AS BIGINT) AS volunteers
FROM volunteer_years
WHERE year <= CAST($year AS INTEGER)
GROUP BY first_year, year
ORDER BY first_year, year
