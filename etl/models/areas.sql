-- One row per area and level: the national tree and the delivered areas beyond it. `has_data`: some record lies at
-- or below it, or a delivery declares to cover it, something above it or something below it.
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
everywhere AS (
    SELECT * FROM stage.tree
    UNION ALL
    SELECT * FROM stage.extra_areas
)
SELECT
    area_code, level, name, parent_code, path, l1, l2, l3, l4, l5, l6,
    CASE
        WHEN level <= 3 THEN ['省', '市', '区县'][level]
        WHEN NOT regexp_full_match(area_code, '[0-9]{12}') THEN '其他'
        WHEN level = 4 THEN CASE
            WHEN area_code[7:9] BETWEEN '001' AND '099' THEN '街道'
            WHEN area_code[7:9] BETWEEN '100' AND '199' THEN '镇'
            WHEN area_code[7:9] BETWEEN '200' AND '399' THEN '乡'
            WHEN area_code[7:9] BETWEEN '400' AND '599' THEN '功能区'
            ELSE '其他' END
        WHEN level = 5 THEN CASE
            WHEN area_code[10:12] BETWEEN '001' AND '199' THEN '居委会'
            WHEN area_code[10:12] BETWEEN '200' AND '399' THEN '村委会'
            WHEN area_code[10:12] BETWEEN '400' AND '499' THEN '类居委会'
            WHEN area_code[10:12] BETWEEN '500' AND '599' THEN '类村委会'
            ELSE '其他' END
        ELSE '其他'
    END AS kind,
    is_extra, is_canonical,
    area_code IN (SELECT area_code FROM touched WHERE area_code IS NOT NULL)
    OR coalesce(l1 IN (SELECT area_code FROM covered), FALSE)
    OR coalesce(l2 IN (SELECT area_code FROM covered), FALSE)
    OR coalesce(l3 IN (SELECT area_code FROM covered), FALSE)
    OR coalesce(l4 IN (SELECT area_code FROM covered), FALSE)
    OR coalesce(l5 IN (SELECT area_code FROM covered), FALSE) AS has_data
FROM everywhere
ORDER BY level, area_code
