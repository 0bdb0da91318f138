-- one row per street or town, record type and stretch of time somebody delivered for, declared or shown by a row
WITH stretches AS (
    SELECT type, from_on, to_on, l1, l2, l3, l4 FROM delivery_areas WHERE area_level >= 4
    UNION ALL
    SELECT delivery_areas.type, from_on, to_on, streets.l1, streets.l2, streets.l3, streets.l4
    FROM delivery_areas
    JOIN areas AS streets ON streets.level = 4 AND streets.has_data AND delivery_areas.area_code = CASE
        delivery_areas.area_level
        WHEN 1 THEN streets.l1 WHEN 2 THEN streets.l2 WHEN 3 THEN streets.l3
    END
    WHERE delivery_areas.area_level < 4
    UNION ALL SELECT 'activities', held_on, held_on, l1, l2, l3, l4 FROM activities
    UNION ALL SELECT 'funding', paid_on, paid_on, l1, l2, l3, l4 FROM funding
    UNION ALL SELECT DISTINCT 'volunteer_hours', served_on, served_on, l1, l2, l3, l4 FROM volunteer_days
    UNION ALL SELECT 'ratings', make_date(year, 12, 31), make_date(year, 12, 31), l1, l2, l3, l4 FROM ratings
    UNION ALL SELECT 'workforce', make_date(year, 12, 31), make_date(year, 12, 31), l1, l2, l3, l4 FROM workforce
    UNION ALL SELECT 'population', make_date(year, 12, 31), make_date(year, 12, 31), l1, l2, l3, l4 FROM population
    UNION ALL SELECT 'projects', applied_on, applied_on, l1, l2, l3, l4 FROM projects
    UNION ALL SELECT 'trainings', held_on, held_on, l1, l2, l3, l4 FROM trainings
    UNION ALL SELECT 'demands', opened_on, opened_on, l1, l2, l3, l4 FROM demands
    UNION ALL SELECT 'points', happened_on, happened_on, l1, l2, l3, l4 FROM points
    UNION ALL SELECT 'honours', happened_on, happened_on, l1, l2, l3, l4 FROM honours
    UNION ALL SELECT 'improvements', done_on, done_on, l1, l2, l3, l4 FROM improvements
    UNION ALL SELECT 'partners', signed_on, signed_on, l1, l2, l3, l4 FROM partners
    UNION ALL SELECT 'facilities', opened_on, opened_on, l1, l2, l3, l4 FROM facilities
    UNION ALL SELECT 'assessments', make_date(year, 12, 31), make_date(year, 12, 31), l1, l2, l3, l4 FROM assessments
    UNION ALL
    SELECT 'milestones', coalesce(org_on, party_on), coalesce(org_on, party_on), l1, l2, l3, l4 FROM milestones
    UNION ALL SELECT 'hubs', established_on, established_on, l1, l2, l3, l4 FROM hubs
    UNION ALL
    SELECT 'organizations', latest_on, latest_on, l1, l2, l3, l4
    FROM (SELECT *, greatest(registered_on, filed_on, joined_on, hatched_on) AS latest_on FROM organizations)
)
SELECT
    period,
    periods.starts_on,
    periods.ends_on,
    stretches.type,
    stretches.from_on,
    stretches.to_on,
    l4 AS area_code, 4 AS area_level,
    l1, l2, l3, l4, NULL AS l5, NULL AS l6
FROM stretches
JOIN periods ON from_on <= periods.ends_on
WHERE len(l4) = 12 AND substr(l4, 7, 3) BETWEEN '001' AND '399'
