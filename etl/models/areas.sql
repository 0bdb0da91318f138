-- One row per area and level: the national tree and the delivered areas beyond it. `has_data`: some record lies at
-- or below it, or a delivery declares to cover it, something above it or something below it.
-- The tree comes in the order of level and code and stays in it: sorting it again takes as long as all the rest.
WITH branches AS (
    SELECT DISTINCT l1, l2, l3, l4, l5, l6 FROM population
    UNION SELECT DISTINCT l1, l2, l3, l4, l5, l6 FROM hubs
    UNION SELECT DISTINCT l1, l2, l3, l4, l5, l6 FROM organizations
    UNION SELECT DISTINCT l1, l2, l3, l4, l5, l6 FROM activities
    UNION SELECT DISTINCT l1, l2, l3, l4, l5, l6 FROM funding
    UNION SELECT DISTINCT l1, l2, l3, l4, l5, l6 FROM volunteer_hours
    UNION SELECT DISTINCT l1, l2, l3, l4, l5, l6 FROM workforce
    UNION SELECT l1, l2, l3, l4, l5, l6 FROM stage.extra_areas
    UNION SELECT l1, l2, l3, l4, l5, l6 FROM delivery_areas
),
touched AS (
    SELECT DISTINCT unnest([l1, l2, l3, l4, l5, l6]) AS area_code FROM branches
),
covered AS (
    SELECT DISTINCT area_code FROM delivery_areas
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
    area_code IN (SELECT area_code FROM touched WHERE area_code IS NOT NULL)
    OR coalesce(l1 IN (SELECT area_code FROM covered), FALSE)
    OR coalesce(l2 IN (SELECT area_code FROM covered), FALSE)
    OR coalesce(l3 IN (SELECT area_code FROM covered), FALSE)
    OR coalesce(l4 IN (SELECT area_code FROM covered), FALSE)
    OR coalesce(l5 IN (SELECT area_code FROM covered), FALSE) AS has_data,
    valid_from, valid_to, _delivery, _row
FROM everywhere
LEFT JOIN delivered USING (area_code, is_extra)
ORDER BY level, area_code
