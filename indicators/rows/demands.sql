-- one row per demand of residents raised within a period
SELECT
    period,
    demand_id,
    kind AS demand_kind,
    channel,
    routed,
    satisfaction,
    beneficiary,
    field,
    project_id,
    org_id,
    opened_on,
    closed_on,
    closed_on - opened_on AS days,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM demands
JOIN periods ON opened_on BETWEEN starts_on AND ends_on
WHERE opened_on BETWEEN $first_day AND $last_day
