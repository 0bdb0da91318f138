-- one row per area, organisation, hub, project, brand, kind, delivery and day with volunteers' hours within a period
SELECT
    period,
    participations,
    hours,
    org_id,
    hub_id,
    project_id,
    brand,
    kind,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM volunteer_days
JOIN periods ON served_on BETWEEN starts_on AND ends_on
WHERE served_on BETWEEN $first_day AND $last_day
