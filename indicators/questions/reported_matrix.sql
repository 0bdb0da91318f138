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
    SELECT 'organizations' AS type, [l1, l2, l3, l4, l5, l6][$level] AS area_code, 1 AS number FROM organizations WHERE {within_area}
    UNION ALL SELECT 'hubs', [l1, l2, l3, l4, l5, l6][$level], 1 FROM hubs WHERE {within_area}
    UNION ALL SELECT 'population', [l1, l2, l3, l4, l5, l6][$level], 1 FROM population WHERE {within_area} AND year = $year
    UNION ALL SELECT 'ratings', [l1, l2, l3, l4, l5, l6][$level], 1 FROM ratings WHERE {within_area} AND year = $year
    UNION ALL SELECT 'workforce', [l1, l2, l3, l4, l5, l6][$level], 1 FROM workforce WHERE {within_area} AND year = $year
    UNION ALL SELECT 'activities', [l1, l2, l3, l4, l5, l6][$level], 1 FROM activities
    WHERE {within_area} AND year(held_on) = $year
    UNION ALL SELECT 'funding', [l1, l2, l3, l4, l5, l6][$level], 1 FROM funding WHERE {within_area} AND year(paid_on) = $year
    UNION ALL SELECT 'volunteer_hours', [l1, l2, l3, l4, l5, l6][$level], rows FROM volunteer_days
    WHERE {within_area} AND year(served_on) = $year
    UNION ALL SELECT 'projects', [l1, l2, l3, l4, l5, l6][$level], 1 FROM projects
    WHERE {within_area} AND year(applied_on) = $year
    UNION ALL SELECT 'trainings', [l1, l2, l3, l4, l5, l6][$level], 1 FROM trainings
    WHERE {within_area} AND year(held_on) = $year
    UNION ALL SELECT 'demands', [l1, l2, l3, l4, l5, l6][$level], 1 FROM demands
    WHERE {within_area} AND year(opened_on) = $year
    UNION ALL SELECT 'points', [l1, l2, l3, l4, l5, l6][$level], 1 FROM points
    WHERE {within_area} AND year(happened_on) = $year
    UNION ALL SELECT 'milestones', [l1, l2, l3, l4, l5, l6][$level], 1 FROM milestones
    WHERE {within_area} AND year(coalesce(org_on, party_on)) = $year
    UNION ALL SELECT 'honours', [l1, l2, l3, l4, l5, l6][$level], 1 FROM honours
    WHERE {within_area} AND year(happened_on) = $year
    UNION ALL SELECT 'improvements', [l1, l2, l3, l4, l5, l6][$level], 1 FROM improvements
    WHERE {within_area} AND year(done_on) = $year
    UNION ALL SELECT 'project_scores', [l1, l2, l3, l4, l5, l6][$level], 1 FROM project_scores
    WHERE {within_area} AND year(reviewed_on) = $year
    UNION ALL SELECT 'assessments', [l1, l2, l3, l4, l5, l6][$level], 1 FROM assessments WHERE {within_area} AND year = $year
    UNION ALL SELECT 'targets', [l1, l2, l3, l4, l5, l6][$level], 1 FROM targets
    WHERE {within_area} AND _delivery IS NOT NULL AND year = $year
    UNION ALL SELECT 'partners', [l1, l2, l3, l4, l5, l6][$level], 1 FROM partners WHERE {within_area}
    UNION ALL SELECT 'facilities', [l1, l2, l3, l4, l5, l6][$level], 1 FROM facilities WHERE {within_area}
),
counted AS (
    SELECT type, area_code, CAST(sum(number) AS BIGINT) AS rows FROM held WHERE area_code IS NOT NULL GROUP BY ALL
),
declarations AS (
    SELECT type, area_code, [l1, l2, l3, l4, l5, l6][$level] AS shown_code
    FROM delivery_areas
    WHERE from_on <= make_date($year, 12, 31) AND to_on >= make_date($year, 1, 1)
),
above AS (
    SELECT area_code AS shown_code, unnest(lineage) AS area_code FROM shown
),
declared AS (
    SELECT above.shown_code AS area_code, type FROM declarations JOIN above USING (area_code)
    UNION
    SELECT shown_code, type FROM declarations
)
SELECT
    shown.area_code, shown.name, record_types.type, record_types.name AS type_name, coalesce(rows, 0) AS rows,
    rows IS NOT NULL OR declared.type IS NOT NULL AS reported
FROM shown
CROSS JOIN (SELECT type, name, position FROM record_types WHERE type <> 'areas') AS record_types
LEFT JOIN counted ON counted.area_code = shown.area_code AND counted.type = record_types.type
LEFT JOIN declared ON declared.area_code = shown.area_code AND declared.type = record_types.type
ORDER BY shown.area_code, record_types.position
