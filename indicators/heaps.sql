-- heaps: of which heaps of rows (indicators/small_cells.py) each asked area, period and combination of words consists
WITH periods AS (
    SELECT
        unnest(CAST($period AS INTEGER[])) AS period,
        unnest(CAST($starts_on AS DATE[])) AS starts_on,
        unnest(CAST($ends_on AS DATE[])) AS ends_on
),
records AS (
    {rows}
)
SELECT DISTINCT {asked} AS asked_code, period, {whole_dimensions} {part_dimensions} heap
FROM records {universes}
WHERE ({where}) AND {narrowing}
