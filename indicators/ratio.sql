-- ratio: one row per asked area, period, chosen dimension values and side of the cover; filters narrow the numerator only.
-- The cover are the areas whose denominators were added up; what lies outside is counted apart and, where there is a
-- denominator at all, named.
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
cover AS (
    SELECT unnest(CAST($cover_period AS INTEGER[])) AS period, unnest(CAST($cover_code AS VARCHAR[])) AS code
),
places AS (
    SELECT DISTINCT area_code, l1, l2, l3, l4, l5, l6
    FROM chosen
),
lineage AS (
    SELECT area_code, unnest([l1, l2, l3, l4, l5, l6]) AS code
    FROM places
),
covered AS (
    SELECT DISTINCT period, area_code
    FROM lineage
    JOIN cover USING (code)
),
placed AS (
    {placed}
),
counted AS (
    {counted}
),
units AS (
    {units}
),
numbers AS (
    SELECT asked_code, period, {whole_names} is_covered, {numerator} AS numerator
    FROM units
    GROUP BY ALL
),
divided AS (
    SELECT DISTINCT unnest(CAST($cover_period AS INTEGER[])) AS period, unnest(CAST($cover_asked AS VARCHAR[])) AS asked_code
),
outside AS (
    SELECT asked_code, period, {whole_names} is_covered, list(DISTINCT [l1, l2, l3, l4, l5, l6]) AS places
    FROM counted
    SEMI JOIN divided USING (asked_code, period)
    WHERE NOT is_covered
    GROUP BY ALL
)
SELECT numbers.*, outside.places
FROM numbers
LEFT JOIN outside USING (asked_code, period, is_covered {joined_names})
