-- one row per ladder of stars and star (the hours it takes) somebody holds on the last day of a period, wherever it was
SELECT
    history.period,
    ladder AS star_ladder,
    volunteer_star_counts.hours,
    CAST(sum(volunteers) AS BIGINT) AS volunteers
FROM volunteer_star_counts
JOIN (SELECT period, max(ends_on) AS ends_on FROM periods GROUP BY ALL) AS history
    ON volunteer_star_counts.year <= year(history.ends_on)
GROUP BY ALL
HAVING sum(volunteers) > 0
