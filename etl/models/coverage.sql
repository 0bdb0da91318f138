-- One row per community, year, field and beneficiary group with at least one activity.
SELECT
    l5 AS community_code, CAST(year(held_on) AS INTEGER) AS year, field, coalesce(beneficiary, '未说明') AS beneficiary,
    count(*) AS activities, CAST(sum(visits) AS BIGINT) AS visits, count(DISTINCT org_id) AS organizations,
    l1, l2, l3, l4, l5
FROM activities
WHERE l5 IS NOT NULL
GROUP BY ALL
ORDER BY year, community_code, field, beneficiary
