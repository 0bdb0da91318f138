-- one row per application within a period, with the visits of all activities that name the project, whenever they were held;
-- they are told to who sees all of them only (indicators/rests_on.py)
WITH counted AS (
    SELECT project_id, sum(visits) AS visits
    FROM activities
    WHERE project_id IS NOT NULL
    GROUP BY ALL
)
SELECT applications.*, counted.visits
FROM ({projects}) AS applications
LEFT JOIN counted ON counted.project_id = applications.project_id
