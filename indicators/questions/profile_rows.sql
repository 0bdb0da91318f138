-- one row per record type: how many rows name an organisation, a hub or a project, or lie in an area
SELECT 'organizations' AS type, CAST(count(*) AS BIGINT) AS rows FROM organizations
WHERE {within_area} AND $project IS NULL AND ($org IS NULL OR org_id = $org) AND ($hub IS NULL OR hub_id = $hub)
UNION ALL
SELECT 'ratings', CAST(count(*) AS BIGINT) FROM ratings
WHERE {within_area} AND $project IS NULL AND $hub IS NULL AND ($org IS NULL OR org_id = $org)
UNION ALL
SELECT 'hubs', CAST(count(*) AS BIGINT) FROM hubs
WHERE {within_area} AND $project IS NULL AND $org IS NULL AND ($hub IS NULL OR hub_id = $hub)
UNION ALL
SELECT 'activities', CAST(count(*) AS BIGINT) FROM activities
WHERE {within_area}
    AND ($org IS NULL OR org_id = $org) AND ($hub IS NULL OR hub_id = $hub) AND ($project IS NULL OR project_id = $project)
UNION ALL
SELECT 'funding', CAST(count(*) AS BIGINT) FROM funding
WHERE {within_area}
    AND ($org IS NULL OR org_id = $org) AND ($hub IS NULL OR hub_id = $hub) AND ($project IS NULL OR project_id = $project)
UNION ALL
SELECT 'volunteer_hours', coalesce(CAST(sum(rows) AS BIGINT), 0) FROM volunteer_days
WHERE {within_area}
    AND ($org IS NULL OR org_id = $org) AND ($hub IS NULL OR hub_id = $hub) AND ($project IS NULL OR project_id = $project)
UNION ALL
SELECT 'projects', CAST(count(*) AS BIGINT) FROM projects
WHERE {within_area}
    AND ($org IS NULL OR org_id = $org) AND ($hub IS NULL OR hub_id = $hub) AND ($project IS NULL OR project_id = $project)
UNION ALL
SELECT 'project_scores', CAST(count(*) AS BIGINT) FROM project_scores
WHERE {within_area} AND $org IS NULL AND $hub IS NULL AND ($project IS NULL OR project_id = $project)
