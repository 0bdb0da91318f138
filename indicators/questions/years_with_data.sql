-- one row per year from the first with an activity, payment, grading, hour or population to the date of the data
WITH dated AS (
    SELECT year(held_on) AS year FROM activities
    UNION SELECT year(paid_on) FROM funding
    UNION SELECT year(served_on) FROM volunteer_hours
    UNION SELECT year FROM ratings
    UNION SELECT year FROM population
    UNION SELECT year FROM workforce
)
SELECT CAST(year AS INTEGER) AS year
FROM dated
WHERE year <= (SELECT year(max(data_date)) FROM builds)
ORDER BY year DESC
