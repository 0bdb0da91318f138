-- One row per honour, report or batch of posts (items says how many).
SELECT
    honour_id, name, kind, level, hub_id, org_id, places.area_code, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    happened_on, items, _delivery, _row
FROM stage.honours
JOIN stage.places AS places USING (area_code)
ORDER BY happened_on, area_code, honour_id
