-- One row per word that means an organisation: its id, its 统一社会信用代码, its name where only one bears it, or a name
-- that only it bore in an earlier delivery: renaming an organisation does not lose the rows that call it as before.
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
),
former_names AS (
    SELECT judged.name AS value, CASE WHEN count(DISTINCT org_id) = 1 THEN min(org_id) END AS id
    FROM stage.judged_organizations AS judged
    SEMI JOIN stage.organizations USING (org_id)
    WHERE judged._state = 'superseded'
        AND judged.name NOT IN (SELECT value FROM codes) AND judged.name NOT IN (SELECT value FROM names)
    GROUP BY judged.name
)
SELECT value, id FROM codes
UNION ALL
SELECT value, id FROM names
UNION ALL
SELECT value, id FROM former_names
