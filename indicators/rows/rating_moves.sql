-- one row per organisation and ladder graded in a year and the year before; it belongs to the later year's last day
SELECT
    period,
    org_id,
    ladder,
    next_grade AS grade,
    direction,
    area_code, area_level, l1, l2, l3, l4, l5, l6,
    hub_id,
    field,
    legal_form
FROM rating_moves
JOIN periods ON make_date(next_year, 12, 31) BETWEEN starts_on AND ends_on
