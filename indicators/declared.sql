-- one row per period and area a delivery of the record type was declared for
WITH periods AS (
    SELECT
        unnest(CAST($period AS INTEGER[])) AS period,
        unnest(CAST($starts_on AS DATE[])) AS starts_on,
        unnest(CAST($ends_on AS DATE[])) AS ends_on
)
SELECT DISTINCT period, area_code, area_level, {asked} AS asked_code
FROM delivery_areas
JOIN periods ON from_on <= ends_on AND ({is_stock} OR to_on >= starts_on)
WHERE type = $type
