-- one row per area of a level with data inside one area (or everywhere), for menus
SELECT area_code, name
FROM areas
WHERE {within_area} AND level = $level AND has_data
ORDER BY area_code
