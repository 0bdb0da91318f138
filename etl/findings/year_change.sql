-- B134: a population more than 30 % away from the year before.
-- Reads: population.
WITH paired AS (
    SELECT
        *, lag(persons) OVER (PARTITION BY area_code, basis ORDER BY year) AS before,
        lag(year) OVER (PARTITION BY area_code, basis ORDER BY year) AS year_before
    FROM population
)
SELECT
    _delivery AS delivery, 'population' AS type, _row AS row, 'persons' AS "column", persons AS found, 'B134' AS rule,
    '与上年（' || before || '）相比变化' || round(100.0 * abs(persons - before) / before, 1)
        || '%，请确认是否区划调整或填错' AS message
FROM paired
WHERE year_before = year - 1 AND before > 0 AND abs(persons - before) > 0.3 * before
