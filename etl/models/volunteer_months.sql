-- One row per area, organisation and month: no volunteer can be told from it (volunteers: numbered ones only).
SELECT
    area_code, area_level, l1, l2, l3, l4, l5, l6, org_id, CAST(date_trunc('month', served_on) AS DATE) AS month,
    CAST(sum(volunteers) AS BIGINT) AS participations, count(DISTINCT volunteer_id) AS volunteers,
    CAST(sum(hours) AS DECIMAL(18, 3)) AS hours
FROM volunteer_hours
GROUP BY ALL
ORDER BY month, area_code, org_id
