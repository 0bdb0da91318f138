-- One row per organisation and year-end it was on the register, with its state on that 31 December.
WITH years AS (
    SELECT year, make_date(year, 12, 31) AS year_end FROM stage.years
),
on_register AS (
    SELECT
        organizations.*, years.year,
        CASE
            WHEN registered_on IS NULL AND filed_on IS NULL AND coalesce(established_on, joined_on) <= year_end
                THEN registration
            WHEN registered_on IS NULL AND filed_on IS NULL THEN NULL
            WHEN registered_on <= year_end THEN '登记'
            WHEN filed_on <= year_end THEN '备案'
            WHEN coalesce(established_on, joined_on) <= year_end THEN '未登记'
        END AS registration_state
    FROM organizations
    JOIN years ON coalesce(least(established_on, joined_on, registered_on, filed_on) <= year_end, FALSE)
    WHERE closed_on IS NULL OR closed_on > year_end
),
tiers AS (
    SELECT org_id, year, grade AS tier FROM ratings WHERE ladder = '年度梯队'
)
SELECT
    org_id, year, area_code, area_level, l1, l2, l3, l4, l5, l6, hub_id, legal_form, field, origin, stage,
    registration_state, tier
FROM on_register
LEFT JOIN tiers USING (org_id, year)
WHERE registration_state IS NOT NULL
ORDER BY org_id, year
