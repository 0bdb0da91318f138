-- one row per organisation, hub and brand that records of a project name, with how many records and their
-- first and last day, also without those of hours
WITH named AS (
    SELECT org_id, hub_id, brand, held_on AS day, 'activities' AS type, 1 AS number FROM activities WHERE project_id = $project
    UNION ALL
    SELECT org_id, hub_id, NULL, paid_on, 'funding', 1 FROM funding WHERE project_id = $project
    UNION ALL
    SELECT org_id, hub_id, brand, served_on, 'volunteer_hours', rows FROM volunteer_days WHERE project_id = $project
)
SELECT
    named.org_id,
    organizations.name AS org_name,
    named.hub_id,
    hubs.name AS hub_name,
    named.brand,
    CAST(count(*) FILTER (type = 'activities') AS BIGINT) AS activities,
    CAST(count(*) FILTER (type = 'funding') AS BIGINT) AS payments,
    coalesce(CAST(sum(number) FILTER (type = 'volunteer_hours') AS BIGINT), 0) AS hour_rows,
    min(day) AS first_on,
    max(day) AS last_on,
    min(day) FILTER (type <> 'volunteer_hours') AS other_first_on,
    max(day) FILTER (type <> 'volunteer_hours') AS other_last_on
FROM named
LEFT JOIN organizations USING (org_id)
LEFT JOIN hubs ON hubs.hub_id = named.hub_id
GROUP BY ALL
ORDER BY activities DESC, payments DESC, org_name, hub_name, brand
