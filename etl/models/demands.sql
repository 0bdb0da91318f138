-- One row per need of residents, where they live.
SELECT
    demand_id, name, kind, places.area_code, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    beneficiary, coalesce(field, '未分类') AS field, channel, opened_on, routed, routed_on, org_id, project_id, closed_on,
    satisfaction, _delivery, _row
FROM stage.demands
JOIN stage.places AS places USING (area_code)
ORDER BY opened_on, area_code, demand_id
