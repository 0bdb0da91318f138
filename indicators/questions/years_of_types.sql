-- one row per record type: first and last year with rows; registers reach to the date of the data
WITH dated AS (
    SELECT 'activities' AS type, held_on AS day FROM {whole}activities
    UNION ALL SELECT 'funding', paid_on FROM {whole}funding
    UNION ALL SELECT 'volunteer_hours', served_on FROM {whole}volunteer_days
    UNION ALL SELECT 'ratings', make_date(year, 12, 31) FROM {whole}ratings
    UNION ALL SELECT 'workforce', make_date(year, 12, 31) FROM {whole}workforce
    UNION ALL SELECT 'population', make_date(year, 12, 31) FROM {whole}population
    UNION ALL SELECT 'projects', applied_on FROM {whole}projects
    UNION ALL SELECT 'trainings', held_on FROM {whole}trainings
    UNION ALL SELECT 'demands', opened_on FROM {whole}demands
    UNION ALL SELECT 'points', happened_on FROM {whole}points
    UNION ALL SELECT 'milestones', coalesce(org_on, party_on) FROM {whole}milestones
    UNION ALL SELECT 'honours', happened_on FROM {whole}honours
    UNION ALL SELECT 'improvements', done_on FROM {whole}improvements
    UNION ALL SELECT 'project_scores', reviewed_on FROM {whole}project_scores
    UNION ALL SELECT 'assessments', make_date(year, 12, 31) FROM {whole}assessments
    UNION ALL SELECT 'targets', make_date(year, 12, 31) FROM {whole}targets
),
register AS (
    SELECT 'organizations' AS type, least(registered_on, filed_on, coalesce(established_on, joined_on)) AS day
    FROM {whole}organizations
    UNION ALL SELECT 'hubs', established_on FROM {whole}hubs
    UNION ALL SELECT 'partners', signed_on FROM {whole}partners
    UNION ALL SELECT 'facilities', opened_on FROM {whole}facilities
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
ORDER BY type
