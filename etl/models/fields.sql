-- One row per field of the six-field frame.
SELECT field, CAST(position AS INTEGER) AS position, description FROM reference.fields ORDER BY position
