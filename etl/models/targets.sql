-- One row per target or reference value of an indicator: the delivered ones, and those that ship with the product where
-- no delivered one has the same key (area_code and hub_id NULL: the whole country).
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
    indicator, area_code, year, universe, value, comparison, source, kind, basis, hub_id, area_level, l1, l2, l3, l4, l5,
    l6, _delivery, _row
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
)
LEFT JOIN stage.places USING (area_code)
ORDER BY indicator, area_code, hub_id, year, universe, basis, kind
