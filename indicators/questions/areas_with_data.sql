-- one row per area of a level that has data at, below or above it
SELECT area_code, name, level, parent_code, [l1, l2, l3, l4, l5, l6] AS lineage
FROM areas
WHERE level = $level AND has_data
ORDER BY area_code
