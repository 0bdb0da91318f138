-- one row per year with a dated record of whatever type, up to the date of the data
WITH dated AS (
    SELECT year(held_on) AS year FROM activities
    UNION SELECT year(paid_on) FROM funding
    UNION SELECT year(served_on) FROM volunteer_hours
    UNION SELECT year FROM ratings
    UNION SELECT year FROM population
    UNION SELECT year FROM workforce
    UNION SELECT year(applied_on) FROM projects
    UNION SELECT year(held_on) FROM trainings
    UNION SELECT year(opened_on) FROM demands
    UNION SELECT year(happened_on) FROM points
    UNION SELECT year(happened_on) FROM honours
    UNION SELECT year(done_on) FROM improvements
    UNION SELECT year FROM assessments
)
SELECT CAST(year AS INTEGER) AS year
FROM dated
WHERE year <= (SELECT year(max(data_date)) FROM builds)
ORDER BY year DESC
