-- one row per ladder of volunteers, the country's first: its stars with the hours they take, and who says so
WITH ladders AS (
    SELECT
        ladder, list(name ORDER BY stars) AS names, list(CAST(hours AS DOUBLE) ORDER BY stars) AS hours,
        min(source) AS source
    FROM volunteer_stars
    GROUP BY ladder
)
SELECT ladder AS word, names, hours, source
FROM ladders
ORDER BY ladder <> '国家', ladder
