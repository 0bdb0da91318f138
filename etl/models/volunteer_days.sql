-- One row per area, organisation, hub, project, brand, kind, delivery and day: what questions add up, at any span of
-- days, without reading a row per volunteer. No number of a volunteer is in it.
SELECT
    CAST(date_trunc('month', served_on) AS DATE) AS month, served_on,
    area_code, area_level, l1, l2, l3, l4, l5, l6, org_id, hub_id, project_id, brand, kind, _delivery,
    CAST(count(*) AS BIGINT) AS rows, CAST(sum(volunteers) AS BIGINT) AS participations,
    CAST(sum(hours) AS DECIMAL(18, 3)) AS hours
FROM volunteer_hours
GROUP BY ALL
ORDER BY month, area_code, org_id, served_on, hub_id, project_id, brand, kind, _delivery
