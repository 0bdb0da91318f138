-- one row per record type: its name
SELECT type AS id, name FROM record_types
