-- one row per way of own or of held money (进: to a hub, 出: from it, 直达: past it), giver, hub, purpose and receiver; nothing twice
WITH chosen AS (
    SELECT *, rowid AS line
    FROM funding
    WHERE {within_area}
        AND paid_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
        AND status IN ('到账', '拨付')
        AND custody = ($ownership = '代管')
        AND ($source IS NULL OR coalesce(list_contains($source, source), list_contains($source, '未填写')))
        AND NOT coalesce(coalesce(list_contains($not_source, source), list_contains($not_source, '未填写')), FALSE)
        AND ($instrument IS NULL OR coalesce(list_contains($instrument, instrument), list_contains($instrument, '未填写')))
        AND NOT coalesce(coalesce(list_contains($not_instrument, instrument), list_contains($not_instrument, '未填写')), FALSE)
        AND ($donor IS NULL OR coalesce(list_contains($donor, donor), list_contains($donor, '未填写')))
        AND NOT coalesce(coalesce(list_contains($not_donor, donor), list_contains($not_donor, '未填写')), FALSE)
        AND ($hub IS NULL OR coalesce(list_contains($hub, hub_id), list_contains($hub, '未填写')) OR coalesce(hub_id IN (SELECT hub_id FROM hubs WHERE list_contains($hub, name)), FALSE))
        AND NOT coalesce(coalesce(list_contains($not_hub, hub_id), list_contains($not_hub, '未填写')) OR coalesce(hub_id IN (SELECT hub_id FROM hubs WHERE list_contains($not_hub, name)), FALSE), FALSE)
        AND ($org IS NULL OR coalesce(list_contains($org, org_id), list_contains($org, '未填写')) OR coalesce(org_id IN (SELECT org_id FROM organizations WHERE list_contains($org, name)), FALSE))
        AND NOT coalesce(coalesce(list_contains($not_org, org_id), list_contains($not_org, '未填写')) OR coalesce(org_id IN (SELECT org_id FROM organizations WHERE list_contains($not_org, name)), FALSE), FALSE)
        AND ($project IS NULL OR coalesce(list_contains($project, project_id), list_contains($project, '未填写')))
        AND NOT coalesce(coalesce(list_contains($not_project, project_id), list_contains($not_project, '未填写')), FALSE)
),
passed_on AS (
    SELECT DISTINCT parent_id AS funding_id FROM {whole}funding WHERE parent_id IS NOT NULL AND status = '拨付'
),
traced AS (
    SELECT
        chosen.*,
        parents.status AS parent_status,
        own.funding_id IN (SELECT funding_id FROM passed_on) AS is_passed_on
    FROM chosen
    -- the row itself, with the numbers it has in the file
    JOIN {whole}funding AS own ON own.rowid = chosen.line
    LEFT JOIN {whole}funding AS parents ON parents.funding_id = own.parent_id
),
summed AS (
    SELECT
        CASE
            WHEN traced.status = '拨付' THEN '出'
            WHEN traced.org_id IS NOT NULL AND NOT traced.is_passed_on THEN '直达'
            ELSE '进'
        END AS way,
        coalesce(traced.donor, traced.source) AS giver,
        traced.source,
        traced.hub_id,
        hubs.name AS hub,
        traced.project_id,
        projects.name AS project,
        traced.instrument,
        traced.org_id,
        organizations.name AS org,
        CAST(count(*) AS BIGINT) AS payments,
        sum(traced.amount) AS amount
    FROM traced
    LEFT JOIN hubs ON hubs.hub_id = traced.hub_id
    LEFT JOIN organizations ON organizations.org_id = traced.org_id
    LEFT JOIN projects ON projects.project_id = traced.project_id
    WHERE (traced.status = '到账' AND traced.parent_id IS NULL)
        OR (traced.status = '拨付' AND traced.parent_status IS DISTINCT FROM '拨付')
    GROUP BY ALL
)
SELECT *
FROM summed
ORDER BY
    list_position(['进', '直达', '出'], way), amount DESC, giver, source, hub_id, project_id, instrument, org_id
