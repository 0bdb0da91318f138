-- One row per accepted row that still waits for its partner (待核), and why: the reference that was not found as it is
-- written (`value`), the type it points to (`target`), and the ids it may mean (`candidates`, a JSON list; empty where
-- nothing bears that name, however its brackets and spaces are written). `wanted` are all references that were not found:
-- type, chr(31), as it is written; with chr(30) between them.
WITH waiting AS (
    SELECT delivery, type, row, key, reason, value, target, wanted, stage.bare_name(value) AS bare
    FROM stage.row_states
    WHERE state = 'pending'
),
asked AS (
    SELECT DISTINCT target, bare FROM waiting WHERE bare <> ''
),
named AS (
    SELECT 'organizations' AS target, org_id AS id, stage.bare_name(name) AS bare FROM organizations
    UNION ALL
    SELECT 'hubs', hub_id, stage.bare_name(name) FROM hubs
    UNION ALL
    SELECT 'projects', project_id, stage.bare_name(name) FROM projects
    UNION ALL
    SELECT 'partners', partner_id, stage.bare_name(name) FROM partners
    UNION ALL
    SELECT 'indicators', id, stage.bare_name(value) FROM stage.indicator_words
    UNION ALL
    SELECT 'areas', area_code, stage.bare_name(name) FROM stage.place_names
    WHERE EXISTS (FROM asked WHERE asked.target = 'areas')
),
known AS (
    SELECT target, bare, list(DISTINCT id ORDER BY id)[:20] AS ids
    FROM named
    SEMI JOIN asked USING (target, bare)
    GROUP BY target, bare
)
SELECT delivery, type, row, key, reason, value, target, to_json(coalesce(ids, [])) AS candidates, wanted
FROM waiting
LEFT JOIN known USING (target, bare)
ORDER BY type, delivery, row, key
