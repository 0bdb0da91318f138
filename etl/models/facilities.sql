-- One row per place of service.
SELECT
    facility_id, name, kind, places.area_code, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    hub_id, org_id, brand, m2, hours_per_day, opened_on, closed_on, _delivery, _row
FROM stage.facilities
JOIN stage.places AS places USING (area_code)
ORDER BY facility_id
