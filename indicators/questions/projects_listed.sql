-- one row per application for a project handed in within a period: who, how it went, scores, votes, money, visits
-- within a scope its visits and activities are not told (indicators/rests_on.py)
WITH visited AS (
    SELECT project_id, CAST(sum(visits) AS BIGINT) AS visits, CAST(count(*) AS BIGINT) AS activities
    FROM activities
    WHERE project_id IS NOT NULL
    GROUP BY ALL
),
applications AS (
    SELECT
        *,
        CASE
            WHEN approved_on IS NOT NULL THEN '立项'
            WHEN rejected_at = '撤回' THEN '撤回'
            WHEN rejected_at IS NOT NULL THEN '未通过'
            ELSE '在评'
        END AS outcome,
        list_avg(
            [score_public, score_professional, score_economy, score_cohesion, score_growth]
        ) AS score
    FROM projects
    WHERE {within_area} AND applied_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
)
SELECT
    applications.* EXCLUDE (l1, l2, l3, l4, l5, l6, _delivery, _row),
    organizations.name AS org_name,
    areas.name AS area_name,
    previous.name AS previous_name,
    previous.granted AS previous_granted,
    visited.visits,
    visited.activities
FROM applications
LEFT JOIN organizations ON organizations.org_id = applications.org_id
LEFT JOIN areas ON areas.area_code = applications.area_code AND areas.is_canonical
LEFT JOIN projects AS previous ON previous.project_id = applications.previous_id
LEFT JOIN visited ON visited.project_id = applications.project_id
WHERE TRUE
    AND ($round IS NULL OR coalesce(list_contains($round, applications.round), list_contains($round, '未填写')))
    AND NOT coalesce(list_contains($not_round, applications.round), list_contains($not_round, '未填写'), FALSE)
    AND ($field IS NULL OR coalesce(list_contains($field, applications.field), list_contains($field, '未填写')))
    AND NOT coalesce(list_contains($not_field, applications.field), list_contains($not_field, '未填写'), FALSE)
    AND ($category IS NULL OR coalesce(list_contains($category, applications.category), list_contains($category, '未填写')))
    AND NOT coalesce(list_contains($not_category, applications.category), list_contains($not_category, '未填写'), FALSE)
    AND ($beneficiary IS NULL OR coalesce(list_contains($beneficiary, applications.beneficiary), list_contains($beneficiary, '未填写')))
    AND NOT coalesce(list_contains($not_beneficiary, applications.beneficiary), list_contains($not_beneficiary, '未填写'), FALSE)
    AND ($mode IS NULL OR coalesce(list_contains($mode, applications.mode), list_contains($mode, '未填写')))
    AND NOT coalesce(list_contains($not_mode, applications.mode), list_contains($not_mode, '未填写'), FALSE)
    AND ($brand IS NULL OR coalesce(list_contains($brand, applications.brand), list_contains($brand, '未填写')))
    AND NOT coalesce(list_contains($not_brand, applications.brand), list_contains($not_brand, '未填写'), FALSE)
ORDER BY applications.outcome <> '立项', applications.granted DESC NULLS LAST, applications.name, applications.project_id
