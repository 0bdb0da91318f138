-- one row per reviewer of a project: the scores given
SELECT reviewer, score_public, score_professional, score_economy, score_cohesion, score_growth, reviewed_on
FROM project_scores
WHERE project_id = $project
ORDER BY reviewer
