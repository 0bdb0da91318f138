-- one row per street or town, record type and stretch of time somebody delivered for, declared or shown by rows
WITH declared AS (
    SELECT streets.area_code, delivery_areas.type, from_on, to_on
    FROM delivery_areas
    JOIN areas AS streets ON streets.level = 4 AND streets.has_data AND delivery_areas.area_code = CASE
        delivery_areas.area_level
        WHEN 1 THEN streets.l1 WHEN 2 THEN streets.l2 WHEN 3 THEN streets.l3
    END
    WHERE delivery_areas.area_level < 4
    UNION ALL
    SELECT l4, type, from_on, to_on FROM delivery_areas WHERE l4 IS NOT NULL
),
shown AS (
    SELECT l4 AS area_code, 'activities' AS type, held_on AS day FROM activities
    UNION SELECT l4, 'funding', paid_on FROM funding
    UNION SELECT l4, 'volunteer_hours', served_on FROM volunteer_hours
    UNION SELECT l4, 'ratings', make_date(year, 12, 31) FROM ratings
    UNION SELECT l4, 'workforce', make_date(year, 12, 31) FROM workforce
    UNION SELECT l4, 'population', make_date(year, 12, 31) FROM population
    UNION SELECT l4, 'organizations', greatest(registered_on, filed_on, joined_on, hatched_on) FROM organizations
    UNION SELECT l4, 'hubs', established_on FROM hubs
),
stretches AS (
    SELECT area_code, type, from_on, to_on FROM declared
    UNION ALL
    SELECT area_code, type, day, day FROM shown WHERE area_code IS NOT NULL AND day IS NOT NULL
)
SELECT
    period,
    periods.starts_on,
    periods.ends_on,
    stretches.type,
    stretches.from_on,
    stretches.to_on,
    streets.area_code, 4 AS area_level,
    streets.l1, streets.l2, streets.l3, streets.l4, streets.l5, streets.l6
FROM stretches
JOIN areas AS streets ON streets.area_code = stretches.area_code AND streets.level = 4
JOIN periods ON from_on <= periods.ends_on
WHERE streets.kind IN ('街道', '镇', '乡')
