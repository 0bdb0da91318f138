-- B128: an event held outside the area its delivery declares; rows of registers and yearly figures wait instead.
-- Reads: activities, funding, volunteer_hours, projects, trainings, demands, points, honours. Row by row: what is found
-- of a row depends on no other.
WITH senders AS (
    SELECT delivery, type, area, place_names.name
    FROM stage.manifests
    JOIN stage.place_names ON place_names.area_code = manifests.area
),
told AS (
    SELECT 'activities' AS type, _delivery, _row, area_code, l1, l2, l3, l4, l5, l6 FROM activities
    UNION ALL SELECT 'funding', _delivery, _row, area_code, l1, l2, l3, l4, l5, l6 FROM funding
    WHERE area_code IS NOT NULL
    UNION ALL SELECT 'volunteer_hours', _delivery, _row, area_code, l1, l2, l3, l4, l5, l6 FROM volunteer_hours
    UNION ALL SELECT 'projects', _delivery, _row, area_code, l1, l2, l3, l4, l5, l6 FROM projects
    UNION ALL SELECT 'trainings', _delivery, _row, area_code, l1, l2, l3, l4, l5, l6 FROM trainings
    UNION ALL SELECT 'demands', _delivery, _row, area_code, l1, l2, l3, l4, l5, l6 FROM demands
    UNION ALL SELECT 'points', _delivery, _row, area_code, l1, l2, l3, l4, l5, l6 FROM points
    UNION ALL SELECT 'honours', _delivery, _row, area_code, l1, l2, l3, l4, l5, l6 FROM honours
)
SELECT
    delivery, type, _row AS row, 'area_code' AS "column", told.area_code AS found, 'B128' AS rule,
    '“' || told.area_code || coalesce(' ' || here.name, '') || '”不在本次报送声明的区域“' || area || ' ' || senders.name
        || '”内，已按发生地计入，请确认没有填错' AS message
FROM told
JOIN senders USING (type)
LEFT JOIN stage.place_names AS here ON here.area_code = told.area_code
WHERE told._delivery = senders.delivery AND NOT list_contains([l1, l2, l3, l4, l5, l6], area)
