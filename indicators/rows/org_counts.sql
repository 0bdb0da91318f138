-- one row per period that ends with a year, county (what lies above one: the place itself), legal form, registration and
-- setting, with the organisations on the register there
SELECT
    period,
    area_code, area_level, l1, l2, l3, l4, l5, l6,
    legal_form,
    registration_state AS registration,
    setting,
    organizations
FROM org_counts
JOIN periods ON org_counts.year = year(ends_on)
