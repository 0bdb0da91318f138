-- One row per target or reference value of an indicator (area_code NULL: the whole country).
SELECT
    indicator, area_code, CAST(year AS INTEGER) AS year, universe, CAST(value AS DECIMAL(18, 4)) AS value,
    comparison, source, kind
FROM reference.targets
ORDER BY indicator, area_code, year, kind
