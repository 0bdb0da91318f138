-- one row per procedure made shorter within a period
SELECT
    period,
    improvement_id,
    steps_before - steps_after AS steps_saved,
    days_before - days_after AS days_saved,
    hub_id,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM improvements
JOIN periods ON done_on BETWEEN starts_on AND ends_on
WHERE done_on BETWEEN $first_day AND $last_day
