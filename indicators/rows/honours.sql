-- one row per honour, report or number of posts within a period
SELECT
    period,
    honour_id,
    kind AS honour_kind,
    level AS honour_level,
    items,
    hub_id,
    org_id,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM honours
JOIN periods ON happened_on BETWEEN starts_on AND ends_on
WHERE happened_on BETWEEN $first_day AND $last_day
