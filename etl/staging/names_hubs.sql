-- One row per word that means a hub: its id, or its name where only one hub bears it (id NULL where several do).
WITH names AS (
    SELECT name AS value, CASE WHEN count(*) = 1 THEN min(hub_id) END AS id
    FROM stage.hubs
    WHERE name NOT IN (SELECT hub_id FROM stage.hubs)
    GROUP BY name
)
SELECT hub_id AS value, hub_id AS id FROM stage.hubs
UNION ALL
SELECT value, id FROM names
