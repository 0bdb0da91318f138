-- One row per area and level: the national tree and the delivered areas beyond it. `has_data`: some record lies at
-- or below it, or a delivery declares to cover it, something above it or something below it.
-- The tree comes in the order of level and code and stays in it: sorting it again takes as long as all the rest.
WITH within AS (
    SELECT area_code FROM stage.areas_with_data WHERE reach = 'within'
),
covered AS (
    SELECT area_code FROM stage.areas_with_data WHERE reach = 'below'
),
delivered AS (
    SELECT area_code, TRUE AS is_extra, valid_from, valid_to, _delivery, _row FROM stage.latest_areas
),
everywhere AS (
    SELECT * FROM stage.tree
    UNION ALL
    SELECT * FROM (SELECT * FROM stage.extra_areas ORDER BY level, area_code)
)
SELECT
    area_code, level, name, parent_code, path, l1, l2, l3, l4, l5, l6,
    kind, is_extra, is_canonical,
    area_code IN (SELECT area_code FROM within)
    OR coalesce(l1 IN (SELECT area_code FROM covered), FALSE)
    OR coalesce(l2 IN (SELECT area_code FROM covered), FALSE)
    OR coalesce(l3 IN (SELECT area_code FROM covered), FALSE)
    OR coalesce(l4 IN (SELECT area_code FROM covered), FALSE)
    OR coalesce(l5 IN (SELECT area_code FROM covered), FALSE) AS has_data,
    valid_from, valid_to, _delivery, _row
FROM everywhere
LEFT JOIN delivered USING (area_code, is_extra)
ORDER BY level, area_code
