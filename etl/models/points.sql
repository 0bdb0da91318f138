-- One row per entry of points or banked time, of one volunteer or of a group delivered as one row (is_aggregate). Hub
-- and organisation are the entry's own, else those of the activity the points came from.
SELECT
    entry_id, points.volunteer_id, coalesce(points.volunteers, 1) AS volunteers,
    points.volunteer_id IS NULL AS is_aggregate, points.kind, happened_on,
    places.area_code, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    coalesce(points.hub_id, activities.hub_id) AS hub_id, coalesce(points.org_id, activities.org_id) AS org_id,
    points.activity_id, partner_id, points, hours, item, points._delivery, points._row
FROM stage.points AS points
JOIN stage.places AS places USING (area_code)
LEFT JOIN activities ON activities.activity_id = points.activity_id
ORDER BY date_trunc('month', happened_on), area_code, entry_id
