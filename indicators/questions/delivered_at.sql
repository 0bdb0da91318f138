-- one row per record type with rows at or below an area: how many, from how many deliveries, latest day, last received
WITH rows_of AS (
    SELECT 'organizations' AS type, _delivery, CAST(NULL AS DATE) AS day FROM organizations WHERE {within_area}
    UNION ALL SELECT 'hubs', _delivery, NULL FROM hubs WHERE {within_area}
    UNION ALL SELECT 'activities', _delivery, held_on FROM activities WHERE {within_area}
    UNION ALL SELECT 'funding', _delivery, paid_on FROM funding WHERE {within_area}
    UNION ALL SELECT 'volunteer_hours', _delivery, served_on FROM volunteer_hours WHERE {within_area}
    UNION ALL SELECT 'ratings', _delivery, make_date(year, 12, 31) FROM ratings WHERE {within_area}
    UNION ALL SELECT 'workforce', _delivery, make_date(year, 12, 31) FROM workforce WHERE {within_area}
    UNION ALL SELECT 'population', _delivery, make_date(year, 12, 31) FROM population WHERE {within_area}
    UNION ALL SELECT 'projects', _delivery, applied_on FROM projects WHERE {within_area}
    UNION ALL SELECT 'trainings', _delivery, held_on FROM trainings WHERE {within_area}
    UNION ALL SELECT 'demands', _delivery, opened_on FROM demands WHERE {within_area}
    UNION ALL SELECT 'points', _delivery, happened_on FROM points WHERE {within_area}
    UNION ALL SELECT 'partners', _delivery, signed_on FROM partners WHERE {within_area}
    UNION ALL SELECT 'milestones', _delivery, coalesce(org_on, party_on) FROM milestones WHERE {within_area}
    UNION ALL SELECT 'facilities', _delivery, opened_on FROM facilities WHERE {within_area}
    UNION ALL SELECT 'honours', _delivery, happened_on FROM honours WHERE {within_area}
    UNION ALL SELECT 'improvements', _delivery, done_on FROM improvements WHERE {within_area}
    UNION ALL SELECT 'project_scores', _delivery, reviewed_on FROM project_scores WHERE {within_area}
    UNION ALL SELECT 'assessments', _delivery, make_date(year, 12, 31) FROM assessments WHERE {within_area}
    UNION ALL SELECT 'targets', _delivery, make_date(year, 12, 31) FROM targets WHERE {within_area} AND _delivery IS NOT NULL
)
SELECT
    rows_of.type,
    any_value(record_types.name) AS name,
    CAST(count(*) AS BIGINT) AS rows,
    CAST(count(DISTINCT _delivery) AS BIGINT) AS deliveries,
    max(rows_of.day) AS latest,
    max(deliveries.received_at) AS received,
    any_value(record_types.position) AS position
FROM rows_of
JOIN record_types ON record_types.type = rows_of.type
LEFT JOIN deliveries ON deliveries.delivery = rows_of._delivery AND deliveries.type = rows_of.type
GROUP BY rows_of.type
ORDER BY position
