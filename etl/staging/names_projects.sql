-- One row per word that means a project: its id, its name where only one bears it (id NULL where several do), or a name
-- it bore in an earlier delivery (former.sql); where several bore it before, the last that did is meant.
WITH words AS (
    SELECT 1 AS rank, project_id AS value, project_id, 0 AS left_at FROM stage.projects
    UNION ALL SELECT 2, name, project_id, 0 FROM stage.projects
    UNION ALL
    SELECT CASE WHEN left_at IS NULL THEN 2 ELSE 3 END, former.name, project_id, coalesce(left_at, 0)
    FROM stage.former_projects AS former
    SEMI JOIN stage.projects USING (project_id)
),
placed AS (
    SELECT value, project_id, rank * 1000000000000 - left_at AS place FROM words WHERE value <> ''
),
strongest AS (
    SELECT value, min(place) AS place FROM placed GROUP BY value
)
SELECT value, CASE WHEN count(DISTINCT project_id) = 1 THEN min(project_id) END AS id
FROM placed
JOIN strongest USING (value, place)
GROUP BY value
