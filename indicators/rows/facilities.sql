-- one row per service place open on the last day of a period
SELECT
    period,
    facility_id,
    kind AS facility_kind,
    brand,
    m2,
    hub_id,
    org_id,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM facilities
JOIN periods ON opened_on <= ends_on AND (closed_on IS NULL OR closed_on > ends_on)
