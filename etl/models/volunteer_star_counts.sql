-- One row per ladder of stars, year and star (the hours it takes, 0 before the first one): how many more numbered
-- volunteers hold it as their highest at the end of the year than a year before, wherever they served.
WITH added AS (
    SELECT year, first_year, hours, sum(hours) OVER (PARTITION BY volunteer_id ORDER BY year) AS until
    FROM volunteer_years
),
moved AS (
    SELECT year, until, count(*) AS volunteers FROM added GROUP BY year, until
    UNION ALL
    SELECT year, until - hours, -count(*) FROM added WHERE year > first_year GROUP BY year, until - hours
),
ladders AS (
    SELECT DISTINCT ladder FROM volunteer_stars
),
reached AS (
    SELECT
        ladders.ladder, moved.year, moved.until, moved.volunteers,
        coalesce(max(volunteer_stars.hours), CAST(0 AS DECIMAL(18, 3))) AS hours
    FROM (SELECT year, until, sum(volunteers) AS volunteers FROM moved GROUP BY year, until) AS moved
    CROSS JOIN ladders
    LEFT JOIN volunteer_stars
        ON volunteer_stars.ladder = ladders.ladder AND volunteer_stars.hours <= moved.until
    GROUP BY ladders.ladder, moved.year, moved.until, moved.volunteers
)
SELECT ladder, year, hours, CAST(sum(volunteers) AS BIGINT) AS volunteers
FROM reached
GROUP BY ladder, year, hours
HAVING sum(volunteers) <> 0
ORDER BY ladder, year, hours
