-- one row per payment of an organisation, a hub or a project, latest first, with the file and row it comes from
WITH latest AS (
    SELECT *
    FROM funding
    WHERE ($org IS NULL OR org_id = $org)
        AND ($hub IS NULL OR hub_id = $hub)
        AND ($project IS NULL OR project_id = $project)
    ORDER BY paid_on DESC, funding_id DESC
    LIMIT $limit
)
SELECT
    latest.funding_id,
    latest.paid_on,
    latest.amount,
    latest.status,
    latest.source,
    latest.instrument,
    latest.donor,
    CASE WHEN latest.custody THEN '代管' ELSE '自有' END AS ownership,
    CASE WHEN latest.parent_id IS NULL THEN '首次' ELSE '转拨' END AS regrant,
    latest.org_id,
    organizations.name AS org_name,
    latest.hub_id,
    hubs.name AS hub_name,
    latest.project_id,
    latest._delivery AS delivery,
    latest._row AS row,
    deliveries.file
FROM latest
LEFT JOIN organizations USING (org_id)
LEFT JOIN hubs ON hubs.hub_id = latest.hub_id
LEFT JOIN deliveries ON deliveries.delivery = latest._delivery AND deliveries.type = 'funding'
ORDER BY latest.paid_on DESC, latest.funding_id DESC
