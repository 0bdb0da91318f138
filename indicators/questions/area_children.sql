-- one row per area directly below one area; without an area, the provinces
SELECT area_code AS code, name, level, path, has_data
FROM areas
WHERE CASE WHEN $area IS NULL THEN level = 1 ELSE parent_code = $area END
ORDER BY has_data DESC, area_code
LIMIT coalesce($limit, 5000)
