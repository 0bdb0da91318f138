-- one row per column whose values come from a list
SELECT type, "column", choices
FROM record_columns
WHERE choices IS NOT NULL
