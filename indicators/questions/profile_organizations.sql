-- one row per organisation that names a hub or project, with its standing on a day and its last grade of 年度梯队
WITH of_hub AS (
    SELECT org_id FROM organizations WHERE hub_id = $hub
),
tiers AS (
    SELECT org_id, arg_max(grade, year) AS tier, max(year) AS tier_year
    FROM ratings
    WHERE ladder = '年度梯队' AND org_id IN (FROM of_hub)
    GROUP BY ALL
)
SELECT
    organizations.org_id,
    organizations.name,
    organizations.legal_form,
    organizations.field,
    organizations.origin,
    organizations.joined_on,
    organizations.hatched_on,
    organizations.closed_on,
    organizations.registration,
    tiers.tier,
    tiers.tier_year
FROM organizations
SEMI JOIN of_hub USING (org_id)
LEFT JOIN tiers USING (org_id)
ORDER BY organizations.closed_on IS NOT NULL, organizations.name, organizations.org_id
