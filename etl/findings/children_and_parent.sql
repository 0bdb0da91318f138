-- B133: a delivered population that is not the sum of the delivered populations below it (more than 1 % apart; where
-- some areas below delivered none, only a sum that is too large contradicts). Former areas are left out.
-- Reads: population, areas.
WITH living AS (
    SELECT area_code, parent_code FROM areas WHERE is_canonical AND (NOT is_extra OR valid_to IS NULL)
),
expected AS (
    SELECT parent_code, count(*) AS areas
    FROM living
    SEMI JOIN population ON population.area_code = living.parent_code
    GROUP BY ALL
),
below AS (
    SELECT parent_code, year, basis, sum(persons) AS persons, count(*) AS areas
    FROM population
    JOIN living USING (area_code)
    WHERE parent_code IS NOT NULL
    GROUP BY ALL
)
SELECT
    _delivery AS delivery, 'population' AS type, _row AS row, 'persons' AS "column", population.persons AS found,
    'B133' AS rule,
    population.year || '年' || population.basis || '：下级合计' || below.persons || '与上级' || population.persons || '相差'
        || round(100.0 * abs(below.persons - population.persons) / population.persons, 1) || '%，请核对' AS message
FROM population
JOIN below
    ON below.parent_code = population.area_code AND below.year = population.year AND below.basis = population.basis
JOIN expected ON expected.parent_code = population.area_code
WHERE below.persons > 1.01 * population.persons
    OR (below.areas = expected.areas AND below.persons < 0.99 * population.persons)
