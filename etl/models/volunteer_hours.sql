-- One row per volunteer, activity and day, or per group of volunteers delivered as one row (is_aggregate).
SELECT
    coalesce(hours.record_id, hours._delivery || '-' || hours._row) AS record_id,
    hours.volunteer_id, coalesce(hours.volunteers, 1) AS volunteers, hours.volunteer_id IS NULL AS is_aggregate,
    hours.org_id, hours.activity_id, activities.brand, activities.project_id, activities.hub_id, activities.kind,
    places.area_code, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    hours.served_on, hours.hours, hours.points, hours.started_at, hours.ended_at, hours._delivery, hours._row
FROM stage.volunteer_hours AS hours
JOIN stage.places AS places USING (area_code)
LEFT JOIN activities ON activities.activity_id = hours.activity_id
ORDER BY date_trunc('month', served_on), area_code, org_id, served_on, record_id, _delivery, _row
