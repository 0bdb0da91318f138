-- share: one row per asked area, period and chosen dimension values; the denominator is counted from the same rows
WITH periods AS (
    SELECT
        unnest(CAST($period AS INTEGER[])) AS period,
        unnest(CAST($starts_on AS DATE[])) AS starts_on,
        unnest(CAST($ends_on AS DATE[])) AS ends_on
),
records AS (
    {rows}
),
chosen AS (
    SELECT {asked} AS asked_code, {whole_dimensions} records.*
    FROM records {universes}
    WHERE ({where}) AND {narrowing}
),
units AS (
    {units}
),
whole AS (
    SELECT asked_code, period, {whole_names} {denominator} AS denominator {beside}
    FROM units
    GROUP BY ALL
),
part AS (
    SELECT asked_code, period, {whole_names} {part_dimensions} {numerator} AS numerator, TRUE AS is_counted
    FROM units
    WHERE ({numerator_where}) AND {numerator_narrowing}
    GROUP BY ALL
)
SELECT *
FROM whole
LEFT JOIN part USING (asked_code, period {joined_names})
