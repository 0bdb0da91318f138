-- one row: the area with this code
SELECT area_code, name, level, parent_code, path, kind, [l1, l2, l3, l4, l5, l6] AS lineage
FROM areas
WHERE area_code = $area AND is_canonical
