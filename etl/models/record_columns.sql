-- One row per column of a record type.
SELECT type, "column", name, kind, unit, help, choices, is_personal, required, position
FROM stage.record_columns
ORDER BY type, position
