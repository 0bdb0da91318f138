-- one row per hub with where it is and how many organisations it has had, of those that may be seen
WITH settled AS (
    SELECT hub_id, CAST(count(*) AS BIGINT) AS organizations FROM organizations GROUP BY ALL
)
SELECT
    hubs.hub_id,
    hubs.name,
    hubs.level,
    hubs.area_code,
    areas.name AS area_name,
    areas.path,
    areas.parent_code,
    hubs.established_on,
    hubs.closed_on,
    coalesce(settled.organizations, 0) AS organizations
FROM hubs
LEFT JOIN areas ON areas.area_code = hubs.area_code AND areas.is_canonical
LEFT JOIN settled USING (hub_id)
WHERE ($area IS NULL OR $area IN (hubs.l1, hubs.l2, hubs.l3, hubs.l4, hubs.l5, hubs.l6))
    AND ($level IS NULL OR hubs.level = $level)
ORDER BY list_position(['省', '市', '区县', '街道', '社区'], hubs.level), hubs.area_code, hubs.hub_id
