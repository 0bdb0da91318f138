-- one row per application for a project handed in within a period, with what became of it
SELECT
    period,
    project_id,
    org_id,
    hub_id,
    area_code, area_level, l1, l2, l3, l4, l5, l6,
    round,
    category,
    field,
    beneficiary,
    mode,
    brand,
    CASE
        WHEN approved_on IS NOT NULL THEN '立项'
        WHEN rejected_at = '撤回' THEN '撤回'
        WHEN rejected_at IS NOT NULL THEN '未通过'
        ELSE '在评'
    END AS outcome,
    CASE
        WHEN closed_on IS NOT NULL THEN 7
        WHEN midterm_on IS NOT NULL THEN 6
        WHEN approved_on IS NOT NULL THEN 5
        WHEN published_on IS NOT NULL OR rejected_at = '公示' THEN 4
        WHEN reviewed_on IS NOT NULL OR rejected_at = '专家评审' THEN 3
        WHEN qualified_on IS NOT NULL OR rejected_at = '资格审查' THEN 2
        ELSE 1
    END AS furthest,
    called_on,
    applied_on,
    qualified_on,
    reviewed_on,
    published_on,
    approved_on,
    midterm_on,
    closed_on,
    requested,
    granted,
    votes,
    score_public,
    score_professional,
    score_economy,
    score_cohesion,
    score_growth,
    previous_id
FROM projects
JOIN periods ON applied_on BETWEEN starts_on AND ends_on
