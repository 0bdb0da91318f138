-- one row per project of a hub (or, with no hub given, of an area and of no hub) with a step within a period: what happened
-- in the period, how it went, scores, money
WITH of_hub AS (
    SELECT
        *,
        CASE
            WHEN approved_on IS NOT NULL THEN '立项'
            WHEN rejected_at = '撤回' THEN '撤回'
            WHEN rejected_at IS NOT NULL THEN '未通过'
            ELSE '在评'
        END AS outcome,
        list_avg([score_public, score_professional, score_economy, score_cohesion, score_growth]) AS score,
        coalesce(applied_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE), FALSE) AS is_applied,
        coalesce(approved_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE), FALSE) AS is_approved,
        coalesce(closed_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE), FALSE) AS is_closed,
        coalesce(terminated_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE), FALSE) AS is_ended
    FROM projects
    WHERE {within_area} AND hub_id IS NOT DISTINCT FROM $hub
)
SELECT
    of_hub.project_id, of_hub.name, of_hub.round, of_hub.org_id, organizations.name AS org_name, of_hub.applied_on,
    of_hub.approved_on, of_hub.closed_on, of_hub.terminated_on, of_hub.rejected_at, of_hub.stage, of_hub.outcome,
    of_hub.score, of_hub.votes, of_hub.requested, of_hub.granted,
    of_hub.is_applied, of_hub.is_approved, of_hub.is_closed, of_hub.is_ended
FROM of_hub
LEFT JOIN organizations ON organizations.org_id = of_hub.org_id
WHERE is_applied OR is_approved OR is_closed OR is_ended
ORDER BY of_hub.outcome <> '立项', of_hub.granted DESC NULLS LAST, of_hub.name, of_hub.project_id
