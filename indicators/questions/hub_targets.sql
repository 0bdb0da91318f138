-- one row per target of one hub
SELECT indicator, year, universe, CAST(value AS DOUBLE) AS value, comparison, source
FROM targets
WHERE hub_id = $hub AND kind = '目标'
ORDER BY indicator, year, universe, source
