-- One row per word that means a project: its id, its name where only one bears it (id NULL where several do), or a name
-- that only it bore in an earlier delivery.
WITH words AS (
    SELECT 1 AS rank, project_id AS value, project_id FROM stage.projects
    UNION ALL SELECT 2, name, project_id FROM stage.projects
    UNION ALL
    SELECT 3, judged.name, project_id
    FROM stage.judged_projects AS judged
    SEMI JOIN stage.projects USING (project_id)
    WHERE judged._state = 'superseded'
),
strongest AS (
    SELECT value, min(rank) AS rank FROM words GROUP BY value
)
SELECT value, CASE WHEN count(DISTINCT project_id) = 1 THEN min(project_id) END AS id
FROM words
JOIN strongest USING (value, rank)
WHERE value <> ''
GROUP BY value
