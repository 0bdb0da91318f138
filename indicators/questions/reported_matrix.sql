-- one row per area of a level and record type: rows of the year (of registers: all rows), whether nothing there means zero
WITH shown AS (
    SELECT area_code, name, level, valid_to, [l1, l2, l3, l4, l5, l6] AS lineage
    FROM areas
    WHERE level = $level
        AND is_canonical
        AND {within_area}
        AND ($area IS NOT NULL OR has_data)
        AND (valid_to IS NULL OR year(valid_to) >= $year)
),
held AS (
    SELECT 'organizations' AS type, [l1, l2, l3, l4, l5, l6][$level] AS area_code FROM organizations WHERE {within_area}
    UNION ALL SELECT 'hubs', [l1, l2, l3, l4, l5, l6][$level] FROM hubs WHERE {within_area}
    UNION ALL SELECT 'population', [l1, l2, l3, l4, l5, l6][$level] FROM population WHERE {within_area} AND year = $year
    UNION ALL SELECT 'ratings', [l1, l2, l3, l4, l5, l6][$level] FROM ratings WHERE {within_area} AND year = $year
    UNION ALL SELECT 'workforce', [l1, l2, l3, l4, l5, l6][$level] FROM workforce WHERE {within_area} AND year = $year
    UNION ALL SELECT 'activities', [l1, l2, l3, l4, l5, l6][$level] FROM activities
    WHERE {within_area} AND year(held_on) = $year
    UNION ALL SELECT 'funding', [l1, l2, l3, l4, l5, l6][$level] FROM funding WHERE {within_area} AND year(paid_on) = $year
    UNION ALL SELECT 'volunteer_hours', [l1, l2, l3, l4, l5, l6][$level] FROM volunteer_hours
    WHERE {within_area} AND year(served_on) = $year
),
counted AS (
    SELECT type, area_code, CAST(count(*) AS BIGINT) AS rows FROM held WHERE area_code IS NOT NULL GROUP BY ALL
),
declared AS (
    SELECT DISTINCT shown.area_code, delivery_areas.type
    FROM delivery_areas
    JOIN shown ON list_contains(shown.lineage, delivery_areas.area_code)
        OR [l1, l2, l3, l4, l5, l6][$level] = shown.area_code
    WHERE from_on <= make_date($year, 12, 31) AND to_on >= make_date($year, 1, 1)
)
SELECT
    shown.area_code, shown.name, record_types.type, record_types.name AS type_name, coalesce(rows, 0) AS rows,
    rows IS NOT NULL OR declared.type IS NOT NULL AS reported
FROM shown
CROSS JOIN (SELECT type, name, position FROM record_types WHERE type <> 'areas') AS record_types
LEFT JOIN counted ON counted.area_code = shown.area_code AND counted.type = record_types.type
LEFT JOIN declared ON declared.area_code = shown.area_code AND declared.type = record_types.type
ORDER BY shown.area_code, record_types.position
