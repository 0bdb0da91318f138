-- one row per year with a dated record of whatever type, up to the date of the data; past a scope a year counts from
-- five records of others on: a single one is not told
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
    SELECT year(held_on) AS year FROM {others}activities
    UNION ALL SELECT year(paid_on) FROM {others}funding
    UNION ALL SELECT year(served_on) FROM {others}volunteer_days
    UNION ALL SELECT year FROM {others}ratings
    UNION ALL SELECT year FROM {whole}population
    UNION ALL SELECT year FROM {others}workforce
    UNION ALL SELECT year(applied_on) FROM {others}projects
    UNION ALL SELECT year(held_on) FROM {others}trainings
    UNION ALL SELECT year(opened_on) FROM {others}demands
    UNION ALL SELECT year(happened_on) FROM {others}points
    UNION ALL SELECT year(happened_on) FROM {others}honours
    UNION ALL SELECT year(done_on) FROM {others}improvements
    UNION ALL SELECT year FROM {others}assessments
),
known AS (
    FROM own
    UNION SELECT year FROM everybody GROUP BY ALL HAVING count(*) >= 5
)
SELECT CAST(year AS INTEGER) AS year
FROM known
WHERE year <= (SELECT year(max(data_date)) FROM builds)
ORDER BY year DESC
