-- one row per organisation, hub or project whose name or number holds some words: those that begin with them first
WITH named AS (
    SELECT 'org' AS kind, org_id AS id, name, area_code FROM organizations WHERE $kind = 'org'
    UNION ALL
    SELECT 'hub', hub_id, name, area_code FROM hubs WHERE $kind = 'hub'
    UNION ALL
    SELECT 'project', project_id, coalesce(max(name), project_id), NULL FROM (
        SELECT project_id, name FROM projects WHERE $kind = 'project'
        UNION ALL SELECT project_id, NULL FROM activities WHERE $kind = 'project'
        UNION ALL SELECT project_id, NULL FROM funding WHERE $kind = 'project'
        UNION ALL SELECT project_id, NULL FROM volunteer_days WHERE $kind = 'project'
    )
    WHERE project_id IS NOT NULL
    GROUP BY project_id
)
SELECT named.kind, named.id, named.name, areas.path, CAST(count(*) OVER () AS BIGINT) AS matches
FROM named
LEFT JOIN areas ON areas.area_code = named.area_code AND areas.is_canonical
WHERE contains(lower(named.name), lower($q)) OR contains(lower(named.id), lower($q))
ORDER BY NOT starts_with(lower(named.name), lower($q)), named.name, named.id
LIMIT $limit
