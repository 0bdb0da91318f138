-- One row per word that means a hub: its id, its name where only one hub bears it (id NULL where several do), a name
-- that only it bore in an earlier delivery, or another spelling of its name.
WITH words AS (
    SELECT 1 AS rank, hub_id AS value, hub_id FROM stage.hubs
    UNION ALL SELECT 2, name, hub_id FROM stage.hubs
    UNION ALL
    SELECT 3, judged.name, hub_id
    FROM stage.judged_hubs AS judged
    SEMI JOIN stage.hubs USING (hub_id)
    WHERE judged._state = 'superseded'
    UNION ALL SELECT 4, unnest(stage.spellings(name)), hub_id FROM stage.hubs
),
strongest AS (
    SELECT value, min(rank) AS rank FROM words GROUP BY value
)
SELECT value, CASE WHEN count(DISTINCT hub_id) = 1 THEN min(hub_id) END AS id
FROM words
JOIN strongest USING (value, rank)
WHERE value <> ''
GROUP BY value
