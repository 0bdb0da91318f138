-- one row per application within a period and criterion it was scored on
WITH scored AS (
    SELECT
        *,
        unnest(['公益性', '专业性', '经济性', '凝聚性', '发展性']) AS criterion,
        unnest([score_public, score_professional, score_economy, score_cohesion, score_growth]) AS score
    FROM ({projects}) AS applications
)
SELECT *
FROM scored
WHERE score IS NOT NULL
