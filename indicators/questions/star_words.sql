-- one row per name of a star on any ladder of volunteers, lowest first, after those who have none
SELECT '未达一星' AS word
UNION ALL
SELECT name FROM (
    SELECT name, min(stars) AS stars, min(ladder <> '国家') AS is_other FROM volunteer_stars GROUP BY ALL ORDER BY stars, is_other, name
)
