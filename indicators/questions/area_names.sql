-- one row per code: its name
SELECT area_code, name
FROM areas
WHERE area_code IN (SELECT unnest($codes)) AND is_canonical
