-- one row per period that ends with a year, county (what lies above one: the place itself), legal form, registration and
-- setting, with the organisations on the register there; where areas of the cover lie deeper, one row per organisation
-- (without setting: what asks for it is divided by the area tree, whose cover is everywhere)
SELECT
    period,
    area_code, area_level, l1, l2, l3, l4, l5, l6,
    legal_form,
    registration_state AS registration,
    setting,
    organizations
FROM org_counts
JOIN periods ON org_counts.year = year(ends_on)
WHERE NOT list_contains(CAST($cover_beyond AS VARCHAR[]), area_code)
UNION ALL
SELECT
    period,
    area_code, area_level, l1, l2, l3, l4, l5, l6,
    legal_form,
    registration,
    NULL,
    1
FROM ({register})
WHERE list_contains(CAST($cover_beyond AS VARCHAR[]), coalesce(l3, l2, l1, area_code)) AND registration IS NOT NULL
