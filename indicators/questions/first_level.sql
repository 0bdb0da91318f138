-- one row: the level a look at all the data begins with: the deepest, down to streets, that has at most 24 areas with data
WITH counted AS (
    SELECT level, count(*) AS areas FROM areas WHERE has_data AND is_canonical AND level BETWEEN 1 AND 4 GROUP BY level
)
SELECT coalesce(max(level) FILTER (areas <= 24), min(level), 1) AS level FROM counted
