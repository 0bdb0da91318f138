-- One row per hub, with the area it serves.
SELECT
    hub_id, name, level, area_code, area_level, l1, l2, l3, l4, l5, l6, established_on, closed_on, _delivery, _row
FROM stage.hubs
JOIN stage.places USING (area_code)
ORDER BY hub_id
