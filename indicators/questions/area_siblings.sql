-- one row per area with data under the same parent
SELECT area_code, name, level, parent_code, [l1, l2, l3, l4, l5, l6] AS lineage
FROM areas
WHERE parent_code = $parent AND level = $level AND has_data
ORDER BY area_code
