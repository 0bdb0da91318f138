-- one row per organisation filed within a period
SELECT
    period,
    org_id,
    area_code, area_level, l1, l2, l3, l4, l5, l6,
    hub_id,
    legal_form,
    field,
    origin
FROM organizations
JOIN periods ON filed_on BETWEEN starts_on AND ends_on
