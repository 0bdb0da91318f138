-- one row per organisation that counts on a day under a universe (NULL: any), with its standing and valid grades
WITH standing AS (
    SELECT
        *,
        CASE
            WHEN registered_on <= CAST($day AS DATE) THEN '登记'
            WHEN filed_on <= CAST($day AS DATE) THEN '备案'
            WHEN coalesce(established_on, joined_on) <= CAST($day AS DATE)
                THEN CASE WHEN registered_on IS NULL AND filed_on IS NULL THEN registration ELSE '未登记' END
        END AS standing
    FROM organizations
    WHERE {within_area} AND (closed_on IS NULL OR closed_on > CAST($day AS DATE))
),
graded AS (
    SELECT org_id, arg_max(grade, valid_from) AS tier
    FROM ratings
    WHERE ladder = '年度梯队' AND CAST($day AS DATE) BETWEEN valid_from AND valid_until
    GROUP BY ALL
),
assessed AS (
    SELECT org_id, arg_max(grade, valid_from) AS assessed_grade
    FROM ratings
    WHERE ladder = '评估等级' AND CAST($day AS DATE) BETWEEN valid_from AND valid_until
    GROUP BY ALL
)
SELECT
    standing.org_id,
    standing.name,
    standing.legal_form,
    standing.standing AS registration,
    standing.field,
    standing.origin,
    standing.stage,
    standing.hub_id,
    hubs.name AS hub_name,
    standing.area_code,
    standing.established_on,
    standing.registered_on,
    standing.filed_on,
    standing.joined_on,
    standing.hatched_on,
    graded.tier,
    assessed.assessed_grade,
    standing._delivery,
    standing._row
FROM standing
LEFT JOIN hubs USING (hub_id)
LEFT JOIN graded USING (org_id)
LEFT JOIN assessed USING (org_id)
WHERE standing.standing IS NOT NULL
    AND (
        $universe IS NULL
        OR (standing.legal_form <> '企业' AND (
            standing.standing = '登记'
            OR (standing.standing = '备案' AND $universe <> '登记')
            OR (standing.standing = '未登记' AND $universe = '全部' AND standing.legal_form = '志愿团队')
        ))
    )
    AND ($field IS NULL OR list_contains($field, standing.field))
    AND ($legal_form IS NULL OR list_contains($legal_form, standing.legal_form))
    AND ($hub IS NULL OR list_contains($hub, standing.hub_id) OR list_contains($hub, hubs.name))
ORDER BY standing.area_code, standing.org_id
LIMIT coalesce($limit, 100000)
