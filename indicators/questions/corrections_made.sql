-- one row per known error of corrections.toml and what became of it in this build
SELECT
    corrections.type, coalesce(record_types.name, corrections.type) AS type_name, key, corrections."column",
    coalesce(record_columns.name, corrections."column") AS column_name,
    expect, value, found, outcome, why, reported_to, reported_on
FROM corrections
LEFT JOIN record_types ON record_types.type = corrections.type
LEFT JOIN record_columns ON record_columns.type = corrections.type AND record_columns."column" = corrections."column"
ORDER BY outcome = '已更正', corrections.position
