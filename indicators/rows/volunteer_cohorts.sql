-- one row per numbered volunteer, activity and day within a period or the same days one year later
WITH cohorts AS (
    SELECT period, starts_on, ends_on, FALSE AS is_later FROM periods
    UNION ALL
    SELECT period, CAST(starts_on + INTERVAL 1 YEAR AS DATE), CAST(ends_on + 1 + INTERVAL 1 YEAR AS DATE) - 1, TRUE FROM periods
),
known AS (
    SELECT period, bool_and(ends_on <= (SELECT make_date(year(max(data_date)), 12, 31) FROM builds)) AS is_known
    FROM cohorts
    GROUP BY ALL
)
SELECT
    cohorts.period,
    known.is_known,
    cohorts.is_later,
    volunteer_id,
    org_id,
    hub_id,
    project_id,
    brand,
    kind,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM volunteer_hours
JOIN cohorts ON served_on BETWEEN cohorts.starts_on AND cohorts.ends_on
JOIN known ON known.period = cohorts.period
WHERE volunteer_id IS NOT NULL
