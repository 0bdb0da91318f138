-- one row per area from the province down to this one
WITH chosen AS (
    SELECT unnest([l1, l2, l3, l4, l5, l6]) AS area_code FROM areas WHERE area_code = $area AND is_canonical
)
SELECT areas.area_code AS code, areas.name, areas.level
FROM areas
WHERE areas.area_code IN (SELECT area_code FROM chosen) AND is_canonical
ORDER BY areas.level
