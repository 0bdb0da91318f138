-- one row per ladder of stars, numbered volunteer and year up to that of a period, wherever it was
SELECT
    history.period,
    ladders.star_ladder,
    volunteer_id,
    hours,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM volunteer_years
JOIN (SELECT period, max(ends_on) AS ends_on FROM periods GROUP BY ALL) AS history
    ON volunteer_years.year <= year(history.ends_on)
CROSS JOIN (SELECT DISTINCT ladder AS star_ladder FROM volunteer_stars) AS ladders
