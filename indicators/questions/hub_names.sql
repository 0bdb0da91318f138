-- one row per hub: its name
SELECT hub_id AS id, name FROM hubs
