-- one row per rule on amounts that holds in an area and year: what was paid under it there, and how often not as it says;
-- `untold`: of so many payments it is not told (most_paid and breaches are NULL)
WITH paid AS (
    SELECT
        rule,
        CAST(count(*) AS BIGINT) AS payments,
        CAST(count(DISTINCT payee_id) AS BIGINT) AS payees,
        sum(amount) AS amount,
        CAST(count(*) FILTER (WHERE paid_so_far IS NULL) AS BIGINT) AS untold,
        CASE WHEN untold = 0 THEN max(paid_so_far) END AS most_paid,
        CASE WHEN untold = 0 THEN CAST(count(*) FILTER (WHERE breach IS NOT NULL) AS BIGINT) END AS breaches,
        CAST(count(*) FILTER (WHERE payee_id IS NULL) AS BIGINT) AS unnamed
    FROM ruled_payments
    WHERE {within_area}
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
    GROUP BY ALL
),
above AS (
    SELECT unnest([l1, l2, l3, l4, l5, l6]) AS area_code FROM areas WHERE area_code = $area AND is_canonical
)
SELECT
    rules.rule, rules.instrument, rules.payee, rules.status, rules.span, rules.at_least, rules.at_most,
    rules.area_code, areas.name AS area, rules.from_year, rules.to_year, rules.source,
    coalesce(paid.payments, 0) AS payments,
    coalesce(paid.payees, 0) AS payees,
    coalesce(paid.amount, 0) AS amount,
    paid.most_paid,
    CASE WHEN paid.rule IS NULL THEN 0 ELSE paid.breaches END AS breaches,
    coalesce(paid.untold, 0) AS untold,
    coalesce(paid.unnamed, 0) AS unnamed
FROM funding_rules AS rules
LEFT JOIN areas ON areas.area_code = rules.area_code AND areas.is_canonical
LEFT JOIN paid USING (rule)
WHERE $year BETWEEN coalesce(rules.from_year, 0) AND coalesce(rules.to_year, 9999)
    AND (
        $area IS NULL
        OR rules.area_code IS NULL
        OR $area IN (areas.l1, areas.l2, areas.l3, areas.l4, areas.l5, areas.l6)
        OR rules.area_code IN (SELECT area_code FROM above)
    )
ORDER BY rules.area_code, rules.rule
