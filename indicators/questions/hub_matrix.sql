-- one row per community of a hub's area and field with activities of that hub in a period, and one without field for the
-- others; reported says whether nothing means zero
WITH communities AS (
    SELECT area_code, name, l1, l2, l3, l4
    FROM areas
    WHERE level = 5 AND kind IN ('居委会', '村委会') AND {within_area}
),
held AS (
    SELECT l5 AS area_code, field, visits
    FROM activities
    WHERE hub_id = $hub AND held_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE) AND l5 IS NOT NULL
),
cells AS (
    SELECT
        area_code,
        field,
        CAST(count(*) AS BIGINT) AS activities,
        CAST(sum(visits) AS BIGINT) AS visits
    FROM held
    GROUP BY ALL
),
shown AS (
    SELECT DISTINCT l5 AS area_code
    FROM activities
    WHERE {within_area} AND held_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
),
declared AS (
    SELECT DISTINCT area_code
    FROM delivery_areas
    WHERE type = 'activities' AND from_on <= CAST($to_on AS DATE) AND to_on >= CAST($from_on AS DATE)
)
SELECT
    communities.area_code,
    communities.name,
    cells.field,
    cells.activities,
    cells.visits,
    (
        communities.area_code IN (SELECT area_code FROM shown WHERE area_code IS NOT NULL)
        OR communities.l1 IN (SELECT area_code FROM declared)
        OR communities.l2 IN (SELECT area_code FROM declared)
        OR communities.l3 IN (SELECT area_code FROM declared)
        OR communities.l4 IN (SELECT area_code FROM declared)
        OR communities.area_code IN (SELECT area_code FROM declared)
    ) AS reported
FROM communities
LEFT JOIN cells USING (area_code)
ORDER BY communities.area_code, cells.field
