-- one row per payment that breaks a rule on amounts, latest first, with the file and row it comes from
WITH broken AS (
    SELECT *
    FROM ruled_payments
    WHERE {within_area}
        AND breach IS NOT NULL
        AND year(paid_on) = $year
        AND ($source IS NULL OR coalesce(list_contains($source, source), list_contains($source, '未填写')))
        AND NOT coalesce(coalesce(list_contains($not_source, source), list_contains($not_source, '未填写')), FALSE)
        AND ($instrument IS NULL OR coalesce(list_contains($instrument, instrument), list_contains($instrument, '未填写')))
        AND NOT coalesce(coalesce(list_contains($not_instrument, instrument), list_contains($not_instrument, '未填写')), FALSE)
        AND ($hub IS NULL OR coalesce(list_contains($hub, hub_id), list_contains($hub, '未填写')) OR coalesce(hub_id IN (SELECT hub_id FROM hubs WHERE list_contains($hub, name)), FALSE))
        AND NOT coalesce(coalesce(list_contains($not_hub, hub_id), list_contains($not_hub, '未填写')) OR coalesce(hub_id IN (SELECT hub_id FROM hubs WHERE list_contains($not_hub, name)), FALSE), FALSE)
        AND ($org IS NULL OR coalesce(list_contains($org, org_id), list_contains($org, '未填写')) OR coalesce(org_id IN (SELECT org_id FROM organizations WHERE list_contains($org, name)), FALSE))
        AND NOT coalesce(coalesce(list_contains($not_org, org_id), list_contains($not_org, '未填写')) OR coalesce(org_id IN (SELECT org_id FROM organizations WHERE list_contains($not_org, name)), FALSE), FALSE)
        AND ($project IS NULL OR coalesce(list_contains($project, project_id), list_contains($project, '未填写')))
        AND NOT coalesce(coalesce(list_contains($not_project, project_id), list_contains($not_project, '未填写')), FALSE)
)
SELECT
    broken.funding_id, broken.rule, broken.paid_on, broken.instrument, broken.span, broken.payee, broken.payee_id,
    coalesce(organizations.name, hubs.name) AS payee_name,
    broken.amount, broken.at_least, broken.at_most, broken.paid_so_far, broken.times, broken.breach, broken.beyond,
    funding._delivery AS delivery, funding._row AS row, deliveries.file
FROM broken
JOIN funding ON funding.funding_id = broken.funding_id
LEFT JOIN organizations ON organizations.org_id = broken.payee_id AND broken.payee = '组织'
LEFT JOIN hubs ON hubs.hub_id = broken.payee_id AND broken.payee = '枢纽'
LEFT JOIN deliveries ON deliveries.delivery = funding._delivery AND deliveries.type = 'funding'
ORDER BY broken.paid_on DESC, broken.funding_id DESC, broken.rule
