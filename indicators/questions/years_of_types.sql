-- one row per record type: first and last year with rows; registers reach to the date of the data
WITH dated AS (
    SELECT 'activities' AS type, held_on AS day FROM activities
    UNION ALL SELECT 'funding', paid_on FROM funding
    UNION ALL SELECT 'volunteer_hours', served_on FROM volunteer_hours
    UNION ALL SELECT 'ratings', make_date(year, 12, 31) FROM ratings
    UNION ALL SELECT 'workforce', make_date(year, 12, 31) FROM workforce
    UNION ALL SELECT 'population', make_date(year, 12, 31) FROM population
    UNION ALL SELECT 'projects', applied_on FROM projects
    UNION ALL SELECT 'trainings', held_on FROM trainings
    UNION ALL SELECT 'demands', opened_on FROM demands
    UNION ALL SELECT 'points', happened_on FROM points
    UNION ALL SELECT 'milestones', coalesce(org_on, party_on) FROM milestones
    UNION ALL SELECT 'honours', happened_on FROM honours
    UNION ALL SELECT 'improvements', done_on FROM improvements
    UNION ALL SELECT 'project_scores', reviewed_on FROM project_scores
    UNION ALL SELECT 'assessments', make_date(year, 12, 31) FROM assessments
    UNION ALL SELECT 'targets', make_date(year, 12, 31) FROM targets
),
register AS (
    SELECT 'organizations' AS type, least(registered_on, filed_on, coalesce(established_on, joined_on)) AS day
    FROM organizations
    UNION ALL SELECT 'hubs', established_on FROM hubs
    UNION ALL SELECT 'partners', signed_on FROM partners
    UNION ALL SELECT 'facilities', opened_on FROM facilities
),
latest AS (SELECT max(data_date) AS day FROM builds)
SELECT type, CAST(year(min(day)) AS INTEGER) AS first_year, CAST(year(max(day)) AS INTEGER) AS last_year
FROM dated
WHERE day <= make_date(year((SELECT day FROM latest)), 12, 31)
GROUP BY ALL
UNION ALL
SELECT type, CAST(year(min(register.day)) AS INTEGER), CAST(year(any_value(latest.day)) AS INTEGER)
FROM register CROSS JOIN latest
WHERE register.day IS NOT NULL
GROUP BY ALL
