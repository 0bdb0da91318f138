-- One row per record type.
SELECT type, name, grain, position FROM stage.record_types ORDER BY position
