-- one row per record type with rows at or below an area: how many, from how many deliveries, latest day, last received;
-- where every row is a person, whoever is told of groups only is told the end of the latest month, and not how many
WITH rows_of AS (
    SELECT 'organizations' AS type, _delivery, CAST(NULL AS DATE) AS day, 1 AS number FROM organizations WHERE {within_area}
    UNION ALL SELECT 'hubs', _delivery, NULL, 1 FROM hubs WHERE {within_area}
    UNION ALL SELECT 'activities', _delivery, held_on, 1 FROM activities WHERE {within_area}
    UNION ALL SELECT 'funding', _delivery, paid_on, 1 FROM funding WHERE {within_area}
    UNION ALL SELECT 'volunteer_hours', _delivery, served_on, rows FROM volunteer_days WHERE {within_area}
    UNION ALL SELECT 'ratings', _delivery, make_date(year, 12, 31), 1 FROM ratings WHERE {within_area}
    UNION ALL SELECT 'workforce', _delivery, make_date(year, 12, 31), 1 FROM workforce WHERE {within_area}
    UNION ALL SELECT 'population', _delivery, make_date(year, 12, 31), 1 FROM population WHERE {within_area}
    UNION ALL SELECT 'projects', _delivery, applied_on, 1 FROM projects WHERE {within_area}
    UNION ALL SELECT 'trainings', _delivery, held_on, 1 FROM trainings WHERE {within_area}
    UNION ALL SELECT 'demands', _delivery, opened_on, 1 FROM demands WHERE {within_area}
    UNION ALL SELECT 'points', _delivery, happened_on, 1 FROM points WHERE {within_area}
    UNION ALL SELECT 'partners', _delivery, signed_on, 1 FROM partners WHERE {within_area}
    UNION ALL SELECT 'milestones', _delivery, coalesce(org_on, party_on), 1 FROM milestones WHERE {within_area}
    UNION ALL SELECT 'facilities', _delivery, opened_on, 1 FROM facilities WHERE {within_area}
    UNION ALL SELECT 'honours', _delivery, happened_on, 1 FROM honours WHERE {within_area}
    UNION ALL SELECT 'improvements', _delivery, done_on, 1 FROM improvements WHERE {within_area}
    UNION ALL SELECT 'project_scores', _delivery, reviewed_on, 1 FROM project_scores WHERE {within_area}
    UNION ALL SELECT 'assessments', _delivery, make_date(year, 12, 31), 1 FROM assessments WHERE {within_area}
    UNION ALL SELECT 'targets', _delivery, make_date(year, 12, 31), 1 FROM targets WHERE {within_area} AND _delivery IS NOT NULL
)
SELECT
    rows_of.type,
    any_value(record_types.name) AS name,
    CASE WHEN NOT any_value(of_groups) THEN CAST(sum(number) AS BIGINT) END AS rows,
    CASE WHEN bool_and(_delivery <> '') THEN CAST(count(DISTINCT _delivery) AS BIGINT) END AS deliveries,
    max(if(of_groups, least(last_day(rows_of.day), (SELECT max(data_date) FROM builds)), rows_of.day)) AS latest,
    max(deliveries.received_at) AS received,
    any_value(record_types.position) AS position
FROM (
    SELECT *, coalesce(CAST($of_groups AS BOOLEAN), FALSE) AND type IN ('volunteer_hours', 'points') AS of_groups
    FROM rows_of
) AS rows_of
JOIN record_types ON record_types.type = rows_of.type
LEFT JOIN deliveries ON deliveries.delivery = rows_of._delivery AND deliveries.type = rows_of.type
GROUP BY rows_of.type
ORDER BY position
