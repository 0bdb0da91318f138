-- One row per training, supervision or exchange, where it was held.
SELECT
    training_id, name, kind, mode, held_on, ended_on, hub_id, org_id, places.area_code, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    coalesce(field, '未分类') AS field, attendances, persons, hours, provider, programme, _delivery, _row
FROM stage.trainings
JOIN stage.places AS places USING (area_code)
ORDER BY held_on, area_code, training_id
