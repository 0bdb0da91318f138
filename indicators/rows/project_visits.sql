-- one row per application within a period, with the visits of all activities that name the project, whenever they were held
WITH counted AS (
    SELECT project_id, sum(visits) AS visits
    FROM {whole}activities
    WHERE project_id IS NOT NULL
    GROUP BY ALL
)
SELECT applications.*, counted.visits
FROM ({projects}) AS applications
LEFT JOIN counted ON counted.project_id = applications.project_id
