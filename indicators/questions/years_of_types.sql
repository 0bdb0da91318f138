-- one row per record type: first and last year with rows; registers reach to the date of the data. Past a scope the
-- years are those within which all but four rows of others of either end lie: a single one is not told
WITH own AS (
    SELECT 'activities' AS type, held_on AS day FROM activities
    UNION ALL SELECT 'funding', paid_on FROM funding
    UNION ALL SELECT 'volunteer_hours', served_on FROM volunteer_days
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
everybody AS (
    SELECT 'activities' AS type, held_on AS day FROM {others}activities
    UNION ALL SELECT 'funding', paid_on FROM {others}funding
    UNION ALL SELECT 'volunteer_hours', served_on FROM {others}volunteer_days
    UNION ALL SELECT 'ratings', make_date(year, 12, 31) FROM {others}ratings
    UNION ALL SELECT 'workforce', make_date(year, 12, 31) FROM {others}workforce
    UNION ALL SELECT 'population', make_date(year, 12, 31) FROM {whole}population
    UNION ALL SELECT 'projects', applied_on FROM {others}projects
    UNION ALL SELECT 'trainings', held_on FROM {others}trainings
    UNION ALL SELECT 'demands', opened_on FROM {others}demands
    UNION ALL SELECT 'points', happened_on FROM {others}points
    UNION ALL SELECT 'milestones', coalesce(org_on, party_on) FROM {others}milestones
    UNION ALL SELECT 'honours', happened_on FROM {others}honours
    UNION ALL SELECT 'improvements', done_on FROM {others}improvements
    UNION ALL SELECT 'project_scores', reviewed_on FROM {others}project_scores
    UNION ALL SELECT 'assessments', make_date(year, 12, 31) FROM {others}assessments
    UNION ALL SELECT 'targets', make_date(year, 12, 31) FROM {others}targets
),
own_register AS (
    SELECT 'organizations' AS type, least(registered_on, filed_on, coalesce(established_on, joined_on)) AS day
    FROM organizations
    UNION ALL SELECT 'hubs', established_on FROM hubs
    UNION ALL SELECT 'partners', signed_on FROM partners
    UNION ALL SELECT 'facilities', opened_on FROM facilities
),
register AS (
    SELECT 'organizations' AS type, least(registered_on, filed_on, coalesce(established_on, joined_on)) AS day
    FROM {others}organizations
    UNION ALL SELECT 'hubs', established_on FROM {others}hubs
    UNION ALL SELECT 'partners', signed_on FROM {others}partners
    UNION ALL SELECT 'facilities', opened_on FROM {others}facilities
),
latest AS (SELECT max(data_date) AS day FROM builds),
told AS (
    SELECT type, min(day) AS first_on, max(day) AS last_on
    FROM own
    WHERE day <= make_date(year((SELECT day FROM latest)), 12, 31)
    GROUP BY ALL
    UNION ALL
    SELECT type, min(day, 5)[5], max(day, 5)[5]
    FROM everybody
    WHERE day <= make_date(year((SELECT day FROM latest)), 12, 31)
    GROUP BY ALL
    UNION ALL
    SELECT type, min(day), (SELECT day FROM latest) FROM own_register WHERE day IS NOT NULL GROUP BY ALL
    UNION ALL
    SELECT type, min(day, 5)[5], (SELECT day FROM latest) FROM register WHERE day IS NOT NULL GROUP BY ALL
)
SELECT type, CAST(year(min(first_on)) AS INTEGER) AS first_year, CAST(year(max(last_on)) AS INTEGER) AS last_year
FROM told
WHERE first_on IS NOT NULL
GROUP BY ALL
ORDER BY type
