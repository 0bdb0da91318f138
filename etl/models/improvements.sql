-- One row per procedure made shorter or kind of conflict settled: steps and days before and after.
SELECT
    improvement_id, name, places.area_code, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    hub_id, done_on, steps_before, steps_after, days_before, days_after, _delivery, _row
FROM stage.improvements
JOIN stage.places AS places USING (area_code)
ORDER BY done_on, area_code, improvement_id
