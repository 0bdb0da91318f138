-- One row per word that means an activity: its id.
SELECT activity_id AS value, activity_id AS id FROM stage.activities
