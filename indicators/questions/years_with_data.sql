-- one row per year with a dated record of whatever type, up to the date of the data
WITH dated AS (
    SELECT year(held_on) AS year FROM {whole}activities
    UNION SELECT year(paid_on) FROM {whole}funding
    UNION SELECT year(served_on) FROM {whole}volunteer_days
    UNION SELECT year FROM {whole}ratings
    UNION SELECT year FROM {whole}population
    UNION SELECT year FROM {whole}workforce
    UNION SELECT year(applied_on) FROM {whole}projects
    UNION SELECT year(held_on) FROM {whole}trainings
    UNION SELECT year(opened_on) FROM {whole}demands
    UNION SELECT year(happened_on) FROM {whole}points
    UNION SELECT year(happened_on) FROM {whole}honours
    UNION SELECT year(done_on) FROM {whole}improvements
    UNION SELECT year FROM {whole}assessments
)
SELECT CAST(year AS INTEGER) AS year
FROM dated
WHERE year <= (SELECT year(max(data_date)) FROM builds)
ORDER BY year DESC
