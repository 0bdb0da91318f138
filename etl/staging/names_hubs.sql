-- One row per word that means a hub: its id, its name where only one hub bears it (id NULL where several do), or a name
-- that only it bore in an earlier delivery.
WITH names AS (
    SELECT name AS value, CASE WHEN count(*) = 1 THEN min(hub_id) END AS id
    FROM stage.hubs
    WHERE name NOT IN (SELECT hub_id FROM stage.hubs)
    GROUP BY name
),
former_names AS (
    SELECT judged.name AS value, CASE WHEN count(DISTINCT hub_id) = 1 THEN min(hub_id) END AS id
    FROM stage.judged_hubs AS judged
    SEMI JOIN stage.hubs USING (hub_id)
    WHERE judged._state = 'superseded'
        AND judged.name NOT IN (SELECT hub_id FROM stage.hubs) AND judged.name NOT IN (SELECT value FROM names)
    GROUP BY judged.name
)
SELECT hub_id AS value, hub_id AS id FROM stage.hubs
UNION ALL
SELECT value, id FROM names
UNION ALL
SELECT value, id FROM former_names
