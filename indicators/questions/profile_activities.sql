-- one row per activity of an organisation, a hub, a project or an area, latest first, with the file and row it comes from
WITH latest AS (
    SELECT activity_id, name, held_on, kind, visits, org_id, project_id, area_code, _delivery, _row
    FROM activities
    WHERE {within_area}
        AND ($org IS NULL OR org_id = $org)
        AND ($hub IS NULL OR hub_id = $hub)
        AND ($project IS NULL OR project_id = $project)
    ORDER BY held_on DESC, activity_id DESC
    LIMIT $limit
)
SELECT
    latest.activity_id,
    latest.name,
    latest.held_on,
    latest.kind,
    latest.visits,
    latest.org_id,
    organizations.name AS org_name,
    latest.project_id,
    latest.area_code,
    areas.name AS area_name,
    latest._delivery AS delivery,
    latest._row AS row,
    deliveries.file
FROM latest
LEFT JOIN organizations USING (org_id)
LEFT JOIN areas ON areas.area_code = latest.area_code AND areas.is_canonical
LEFT JOIN deliveries ON deliveries.delivery = latest._delivery AND deliveries.type = 'activities'
ORDER BY latest.held_on DESC, latest.activity_id DESC
