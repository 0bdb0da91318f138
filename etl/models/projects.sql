-- One row per project applied for, where it serves: its five scores are the mean of its reviewers' where there are any;
-- `stage` is the furthest stage it reached, by its dates and by where it was turned down.
WITH scored AS (
    SELECT
        project_id, count(*) AS reviewers, avg(score_public) AS score_public, avg(score_professional) AS score_professional,
        avg(score_economy) AS score_economy, avg(score_cohesion) AS score_cohesion, avg(score_growth) AS score_growth
    FROM project_scores
    GROUP BY ALL
),
reached AS (
    SELECT project_id, CASE
        WHEN terminated_on IS NOT NULL THEN '终止'
        WHEN closed_on IS NOT NULL THEN '结项'
        WHEN midterm_on IS NOT NULL THEN '中期'
        WHEN approved_on IS NOT NULL THEN '立项'
        WHEN published_on IS NOT NULL OR rejected_at = '公示' THEN '公示'
        WHEN reviewed_on IS NOT NULL OR rejected_at = '专家评审' THEN '专家评审'
        WHEN qualified_on IS NOT NULL OR rejected_at = '资格审查' THEN '资格审查'
        ELSE '申报' END AS stage
    FROM stage.projects
)
SELECT
    project_id, projects.name, round, projects.org_id, projects.hub_id,
    places.area_code, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    coalesce(projects.field, organizations.field, '未分类') AS field, category, beneficiary, mode, brand,
    called_on, applied_on, qualified_on, reviewed_on, published_on, approved_on, midterm_on, projects.closed_on,
    terminated_on, rejected_at, reached.stage, requested, granted, votes,
    CAST(coalesce(scored.score_public, projects.score_public) AS DECIMAL(18, 3)) AS score_public,
    CAST(coalesce(scored.score_professional, projects.score_professional) AS DECIMAL(18, 3)) AS score_professional,
    CAST(coalesce(scored.score_economy, projects.score_economy) AS DECIMAL(18, 3)) AS score_economy,
    CAST(coalesce(scored.score_cohesion, projects.score_cohesion) AS DECIMAL(18, 3)) AS score_cohesion,
    CAST(coalesce(scored.score_growth, projects.score_growth) AS DECIMAL(18, 3)) AS score_growth,
    coalesce(reviewers, 0) AS reviewers, previous_id, projects._delivery, projects._row
FROM stage.projects AS projects
JOIN stage.places AS places USING (area_code)
JOIN reached USING (project_id)
LEFT JOIN scored USING (project_id)
LEFT JOIN organizations ON organizations.org_id = projects.org_id
ORDER BY applied_on, area_code, project_id
