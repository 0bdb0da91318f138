-- one row per target or reference point that concerns an area: its own, those below it, those of areas above it, and
-- those of the whole country; with who it is for and the delivery it came in (`rows_delivered` rows in all)
WITH above AS (
    SELECT unnest([l1, l2, l3, l4, l5, l6]) AS area_code FROM areas WHERE area_code = $area AND is_canonical
),
held AS (
    SELECT *, {within_area} AS is_inside FROM targets
),
concerned AS (
    SELECT * FROM held
    WHERE is_inside OR (hub_id IS NULL AND (area_code IS NULL OR area_code IN (SELECT area_code FROM above)))
)
SELECT
    concerned.indicator, concerned.area_code, areas.name AS area_name, areas.level AS area_level, concerned.hub_id,
    hubs.name AS hub_name, concerned.year, concerned.universe, concerned.basis,
    CAST(concerned.value AS DOUBLE) AS value, concerned.comparison, concerned.kind, concerned.source,
    concerned._delivery AS delivery, deliveries.file, deliveries.accepted AS rows_delivered
FROM concerned
LEFT JOIN areas ON areas.area_code = concerned.area_code AND areas.is_canonical
LEFT JOIN hubs ON hubs.hub_id = concerned.hub_id
LEFT JOIN deliveries ON deliveries.delivery = concerned._delivery AND deliveries.type = 'targets'
ORDER BY
    concerned.indicator, areas.level NULLS FIRST, concerned.area_code, concerned.hub_id, concerned.year,
    concerned.universe, concerned.basis, concerned.kind
