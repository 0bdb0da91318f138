-- one row per entry of points or of banked hours up to the last day of a period
SELECT
    period,
    entry_id,
    kind AS points_kind,
    points,
    hours,
    hub_id,
    org_id,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM points
JOIN periods ON happened_on <= ends_on
