-- one row per project that an organisation applied for, a hub supports, or that serves an area: name, year, what became of it
SELECT
    project_id,
    name,
    applied_on,
    round,
    CASE
        WHEN approved_on IS NOT NULL THEN '立项'
        WHEN rejected_at = '撤回' THEN '撤回'
        WHEN rejected_at IS NOT NULL THEN '未通过'
        ELSE '在评'
    END AS outcome
FROM projects
WHERE {within_area} AND ($org IS NULL OR org_id = $org) AND ($hub IS NULL OR hub_id = $hub)
ORDER BY applied_on, project_id
