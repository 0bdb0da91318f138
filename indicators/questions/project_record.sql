-- one row: the project with this number as it was applied for, what goes on from it, and the file and row that say so
WITH later AS (
    SELECT previous_id, list({'project_id': project_id, 'name': name} ORDER BY applied_on, project_id) AS later
    FROM projects
    WHERE previous_id = $project
    GROUP BY ALL
)
SELECT
    projects.* EXCLUDE (l1, l2, l3, l4, l5, l6, _delivery, _row),
    organizations.name AS org_name,
    hubs.name AS hub_name,
    previous.name AS previous_name,
    later.later,
    projects._delivery AS delivery,
    projects._row AS row,
    deliveries.file
FROM projects
LEFT JOIN organizations ON organizations.org_id = projects.org_id
LEFT JOIN hubs ON hubs.hub_id = projects.hub_id
LEFT JOIN projects AS previous ON previous.project_id = projects.previous_id
LEFT JOIN later ON later.previous_id = projects.project_id
LEFT JOIN deliveries ON deliveries.delivery = projects._delivery AND deliveries.type = 'projects'
WHERE projects.project_id = $project
