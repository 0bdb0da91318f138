-- one row per delivery with rows of a record type used for an area and period: how many of its rows lie behind the figure;
-- where every row is a person, whoever is told of groups only is told of whole months, and not how many
WITH spans AS (
    SELECT
        coalesce(CAST($of_groups AS BOOLEAN), FALSE) AND $type IN ('volunteer_hours', 'points') AS of_groups,
        coalesce(CAST($from_on AS DATE), DATE '1900-01-01') AS from_on,
        coalesce(CAST($to_on AS DATE), DATE '2100-12-31') AS to_on
),
used AS (
    SELECT _delivery, held_on AS day, 1 AS number, l1, l2, l3, l4, l5, l6, area_code FROM activities WHERE $type = 'activities'
    UNION ALL
    SELECT _delivery, paid_on, 1, l1, l2, l3, l4, l5, l6, area_code FROM funding WHERE $type = 'funding'
    UNION ALL
    SELECT _delivery, served_on, rows, l1, l2, l3, l4, l5, l6, area_code FROM volunteer_days WHERE $type = 'volunteer_hours'
    UNION ALL
    SELECT _delivery, valid_from, 1, l1, l2, l3, l4, l5, l6, area_code FROM ratings WHERE $type = 'ratings'
    UNION ALL
    SELECT _delivery, make_date(year, 12, 31), 1, l1, l2, l3, l4, l5, l6, area_code FROM workforce WHERE $type = 'workforce'
    UNION ALL
    SELECT _delivery, make_date(year, 12, 31), 1, l1, l2, l3, l4, l5, l6, area_code FROM population WHERE $type = 'population'
    UNION ALL
    SELECT _delivery, NULL, 1, l1, l2, l3, l4, l5, l6, area_code FROM organizations WHERE $type = 'organizations'
    UNION ALL
    SELECT _delivery, NULL, 1, l1, l2, l3, l4, l5, l6, area_code FROM hubs WHERE $type = 'hubs'
    UNION ALL
    SELECT _delivery, applied_on, 1, l1, l2, l3, l4, l5, l6, area_code FROM projects WHERE $type = 'projects'
    UNION ALL
    SELECT _delivery, held_on, 1, l1, l2, l3, l4, l5, l6, area_code FROM trainings WHERE $type = 'trainings'
    UNION ALL
    SELECT _delivery, opened_on, 1, l1, l2, l3, l4, l5, l6, area_code FROM demands WHERE $type = 'demands'
    UNION ALL
    SELECT _delivery, happened_on, 1, l1, l2, l3, l4, l5, l6, area_code FROM points WHERE $type = 'points'
    UNION ALL
    SELECT _delivery, signed_on, 1, l1, l2, l3, l4, l5, l6, area_code FROM partners WHERE $type = 'partners'
    UNION ALL
    SELECT _delivery, coalesce(org_on, party_on), 1, l1, l2, l3, l4, l5, l6, area_code FROM milestones WHERE $type = 'milestones'
    UNION ALL
    SELECT _delivery, opened_on, 1, l1, l2, l3, l4, l5, l6, area_code FROM facilities WHERE $type = 'facilities'
    UNION ALL
    SELECT _delivery, happened_on, 1, l1, l2, l3, l4, l5, l6, area_code FROM honours WHERE $type = 'honours'
    UNION ALL
    SELECT _delivery, done_on, 1, l1, l2, l3, l4, l5, l6, area_code FROM improvements WHERE $type = 'improvements'
    UNION ALL
    SELECT _delivery, reviewed_on, 1, l1, l2, l3, l4, l5, l6, area_code FROM project_scores WHERE $type = 'project_scores'
    UNION ALL
    SELECT _delivery, make_date(year, 12, 31), 1, l1, l2, l3, l4, l5, l6, area_code FROM assessments WHERE $type = 'assessments'
    UNION ALL
    SELECT _delivery, make_date(year, 12, 31), 1, l1, l2, l3, l4, l5, l6, area_code FROM targets WHERE $type = 'targets'
),
counted AS (
    SELECT _delivery AS delivery, CASE WHEN NOT any_value(of_groups) THEN CAST(sum(number) AS BIGINT) END AS rows_used
    FROM used
    CROSS JOIN spans
    WHERE {within_area}
        AND (
            day IS NULL
            OR day BETWEEN if(of_groups, date_trunc('month', from_on), from_on) AND if(of_groups, last_day(to_on), to_on)
        )
    GROUP BY _delivery
)
SELECT
    deliveries.delivery,
    deliveries.file,
    deliveries.sheet,
    deliveries.type,
    deliveries.received_at,
    deliveries.area,
    deliveries."from",
    deliveries."to",
    deliveries.rows_read,
    deliveries.accepted,
    deliveries.rejected,
    counted.rows_used
FROM counted
JOIN deliveries ON deliveries.delivery = counted.delivery AND deliveries.type = $type
ORDER BY counted.rows_used DESC, deliveries.file, deliveries.sheet
