-- One row per word that means a hub: its id, its name where only one hub bears it (id NULL where several do), a name
-- it bore in an earlier delivery (former.sql; where several bore it before, the last that did is meant), or another
-- spelling of its name.
WITH words AS (
    SELECT 1 AS rank, hub_id AS value, hub_id, 0 AS left_at FROM stage.hubs
    UNION ALL SELECT 2, name, hub_id, 0 FROM stage.hubs
    UNION ALL
    SELECT CASE WHEN left_at IS NULL THEN 2 ELSE 3 END, former.name, hub_id, coalesce(left_at, 0)
    FROM stage.former_hubs AS former
    SEMI JOIN stage.hubs USING (hub_id)
    UNION ALL SELECT 4, unnest(stage.spellings(name)), hub_id, 0 FROM stage.hubs
),
placed AS (
    SELECT value, hub_id, rank * 1000000000000 - left_at AS place FROM words WHERE value <> ''
),
strongest AS (
    SELECT value, min(place) AS place FROM placed GROUP BY value
)
SELECT value, CASE WHEN count(DISTINCT hub_id) = 1 THEN min(hub_id) END AS id
FROM placed
JOIN strongest USING (value, place)
GROUP BY value
