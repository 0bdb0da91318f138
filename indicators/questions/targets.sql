-- one row per target or reference point
SELECT indicator, area_code AS area, year, universe, CAST(value AS DOUBLE) AS value, comparison, source, kind, basis
FROM targets
WHERE hub_id IS NULL
ORDER BY indicator, kind, year, universe, source
