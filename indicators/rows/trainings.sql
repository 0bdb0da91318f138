-- one row per training, supervision or exchange visit held within a period
SELECT
    period,
    training_id,
    kind AS training_kind,
    mode AS training_mode,
    programme,
    field,
    hub_id,
    org_id,
    area_code, area_level, l1, l2, l3, l4, l5, l6,
    attendances
FROM trainings
JOIN periods ON held_on BETWEEN starts_on AND ends_on
WHERE held_on BETWEEN $first_day AND $last_day
