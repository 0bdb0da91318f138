-- One row per word that means an activity: its id, and the hub it belongs to.
SELECT activity_id AS value, activity_id AS id, hub_id FROM stage.activities
