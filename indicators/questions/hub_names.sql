-- one row per hub, or per hub of $ids: its name
SELECT hub_id AS id, name
FROM hubs
WHERE $ids IS NULL OR hub_id IN (SELECT unnest(CAST($ids AS VARCHAR[])))
