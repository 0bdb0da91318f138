-- one row per area of a level at or below one area
SELECT area_code, name, level, parent_code, [l1, l2, l3, l4, l5, l6] AS lineage
FROM areas
WHERE {within_area} AND level = $level
ORDER BY area_code
