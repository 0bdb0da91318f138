-- one row per organisation of a hub and thing that happened to it within a period: 入驻 孵化成功 升级 降级 注销
WITH settled AS (
    SELECT * FROM organizations WHERE hub_id = $hub
),
happened AS (
    SELECT org_id, '入驻' AS event, joined_on AS day, NULL AS grade, NULL AS next_grade
    FROM settled WHERE joined_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
    UNION ALL
    SELECT org_id, '孵化成功', hatched_on, NULL, NULL
    FROM settled WHERE hatched_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
    UNION ALL
    SELECT org_id, '登记', registered_on, NULL, NULL
    FROM settled WHERE registered_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
    UNION ALL
    SELECT org_id, '备案', filed_on, NULL, NULL
    FROM settled WHERE filed_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
    UNION ALL
    SELECT org_id, '注销', closed_on, NULL, NULL
    FROM settled WHERE closed_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
    UNION ALL
    SELECT org_id, direction, make_date(next_year, 12, 31), rating_moves.grade, next_grade
    FROM settled
    JOIN rating_moves USING (org_id)
    WHERE rating_moves.ladder = coalesce($ladder, '年度梯队')
        AND make_date(next_year, 12, 31) BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
        AND direction <> '保级'
)
SELECT happened.event, happened.org_id, settled.name, happened.day, happened.grade, happened.next_grade, settled.legal_form, settled.field
FROM happened
JOIN settled USING (org_id)
ORDER BY happened.event, happened.day, settled.name, happened.org_id
