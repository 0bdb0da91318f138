-- one row per code that is an area: its name, level, and the codes from the province down to itself
SELECT area_code, name, level, [l1, l2, l3, l4, l5, l6] AS lineage
FROM areas
WHERE area_code IN (SELECT unnest($codes)) AND is_canonical
