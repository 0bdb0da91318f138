-- One row per project and reviewer: the five scores given. It lies where its project serves.
SELECT
    scores.project_id, reviewer, places.area_code, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    scores.score_public, scores.score_professional, scores.score_economy, scores.score_cohesion, scores.score_growth,
    scores.reviewed_on, scores._delivery, scores._row
FROM stage.project_scores AS scores
JOIN stage.projects AS projects ON projects.project_id = scores.project_id
JOIN stage.places AS places ON places.area_code = projects.area_code
ORDER BY scores.project_id, reviewer
