-- One row per target or reference value of an indicator: the delivered ones, and those that ship with the product where
-- no delivered one has the same key (area_code and hub_id NULL: the whole country). A hub's own target lies
-- where the hub serves, its area_code stays empty.
WITH shipped AS (
    SELECT
        indicator, area_code, CAST(NULL AS VARCHAR) AS hub_id, CAST(year AS INTEGER) AS year, universe,
        CAST(NULL AS VARCHAR) AS basis, CAST(value AS DECIMAL(18, 3)) AS value, comparison, source, kind,
        CAST(NULL AS VARCHAR) AS _delivery, CAST(NULL AS BIGINT) AS _row
    FROM reference.targets
),
delivered AS (
    SELECT
        indicator, area_code, hub_id, year, universe, basis, CAST(value AS DECIMAL(18, 3)) AS value, comparison, source,
        kind, _delivery, _row
    FROM stage.targets
)
SELECT
    held.indicator, held.area_code, held.year, held.universe, held.value, held.comparison, held.source, held.kind,
    held.basis, held.hub_id, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    held._delivery, held._row
FROM (
    FROM delivered
    UNION ALL
    SELECT shipped.*
    FROM shipped
    ANTI JOIN delivered
        ON delivered.indicator = shipped.indicator AND delivered.area_code IS NOT DISTINCT FROM shipped.area_code
        AND delivered.hub_id IS NULL AND delivered.year IS NOT DISTINCT FROM shipped.year
        AND delivered.universe IS NOT DISTINCT FROM shipped.universe AND delivered.basis IS NULL
        AND delivered.kind = shipped.kind
) AS held
LEFT JOIN hubs ON hubs.hub_id = held.hub_id
LEFT JOIN stage.places AS places ON places.area_code = coalesce(held.area_code, hubs.area_code)
ORDER BY held.indicator, held.area_code, held.hub_id, held.year, held.universe, held.basis, held.kind
