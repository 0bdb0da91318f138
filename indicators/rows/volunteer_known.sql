-- one row per numbered volunteer, activity and day up to the last day of a period
SELECT
    period,
    volunteer_id,
    org_id,
    hub_id,
    project_id,
    brand,
    kind,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM volunteer_hours
JOIN (SELECT period, max(ends_on) AS ends_on FROM periods GROUP BY ALL) AS history ON served_on <= history.ends_on
WHERE volunteer_id IS NOT NULL AND served_on <= $last_day
