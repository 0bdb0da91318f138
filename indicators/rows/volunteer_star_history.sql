-- one row per ladder of stars, numbered volunteer, activity and day up to the last day of a period
SELECT
    history.period,
    ladders.star_ladder,
    volunteer_id,
    hours,
    org_id,
    hub_id,
    project_id,
    brand,
    kind,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM volunteer_hours
JOIN (SELECT period, max(ends_on) AS ends_on FROM periods GROUP BY ALL) AS history ON served_on <= history.ends_on
CROSS JOIN (SELECT DISTINCT ladder AS star_ladder FROM volunteer_stars) AS ladders
WHERE volunteer_id IS NOT NULL AND served_on <= $last_day
