-- B136: one or a few years missing between two delivered ones of the same area and basis. Years ten apart are censuses.
-- Reads: population.
WITH paired AS (
    SELECT *, lag(year) OVER (PARTITION BY area_code, basis ORDER BY year) AS year_before FROM population
)
SELECT
    _delivery AS delivery, 'population' AS type, _row AS row, 'year' AS "column", year AS found, 'B136' AS rule,
    '缺' || CASE WHEN year - year_before = 2 THEN '' ELSE (year_before + 1) || '至' END || (year - 1)
        || '年数据，图表以断点显示，不作推算' AS message
FROM paired
WHERE year - year_before BETWEEN 2 AND 9
