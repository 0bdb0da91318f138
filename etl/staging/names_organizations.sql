-- One row per word that means an organisation: its id, its 统一社会信用代码, or its name where only one bears it.
WITH codes AS (
    SELECT org_id AS value, org_id AS id FROM stage.organizations
    UNION
    SELECT uscc AS value, org_id AS id FROM stage.organizations WHERE uscc NOT IN (SELECT org_id FROM stage.organizations)
),
names AS (
    SELECT name AS value, CASE WHEN count(*) = 1 THEN min(org_id) END AS id
    FROM stage.organizations
    WHERE name NOT IN (SELECT value FROM codes)
    GROUP BY name
)
SELECT value, id FROM codes
UNION ALL
SELECT value, id FROM names
