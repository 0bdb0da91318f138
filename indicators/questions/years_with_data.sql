-- one row per year with a dated record of whatever type, up to the date of the data; past a scope a year counts from
-- five records on: a single one of somebody else is not told
WITH own AS (
    SELECT year(held_on) AS year FROM activities
    UNION ALL SELECT year(paid_on) FROM funding
    UNION ALL SELECT year(served_on) FROM volunteer_days
    UNION ALL SELECT year FROM ratings
    UNION ALL SELECT year FROM population
    UNION ALL SELECT year FROM workforce
    UNION ALL SELECT year(applied_on) FROM projects
    UNION ALL SELECT year(held_on) FROM trainings
    UNION ALL SELECT year(opened_on) FROM demands
    UNION ALL SELECT year(happened_on) FROM points
    UNION ALL SELECT year(happened_on) FROM honours
    UNION ALL SELECT year(done_on) FROM improvements
    UNION ALL SELECT year FROM assessments
),
everybody AS (
    SELECT year(held_on) AS year FROM {whole}activities
    UNION ALL SELECT year(paid_on) FROM {whole}funding
    UNION ALL SELECT year(served_on) FROM {whole}volunteer_days
    UNION ALL SELECT year FROM {whole}ratings
    UNION ALL SELECT year FROM {whole}population
    UNION ALL SELECT year FROM {whole}workforce
    UNION ALL SELECT year(applied_on) FROM {whole}projects
    UNION ALL SELECT year(held_on) FROM {whole}trainings
    UNION ALL SELECT year(opened_on) FROM {whole}demands
    UNION ALL SELECT year(happened_on) FROM {whole}points
    UNION ALL SELECT year(happened_on) FROM {whole}honours
    UNION ALL SELECT year(done_on) FROM {whole}improvements
    UNION ALL SELECT year FROM {whole}assessments
),
known AS (
    FROM own
    UNION SELECT year FROM everybody GROUP BY ALL HAVING count(*) >= 5
)
SELECT CAST(year AS INTEGER) AS year
FROM known
WHERE year <= (SELECT year(max(data_date)) FROM builds)
ORDER BY year DESC
