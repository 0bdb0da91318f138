-- one row per demand of residents that on a day has been open for more than some days, the longest open first
WITH waiting AS (
    SELECT demand_id, kind, channel, routed, opened_on, area_code
    FROM demands
    WHERE {within_area}
        AND opened_on >= CAST($from_on AS DATE)
        AND opened_on < CAST($day AS DATE) - CAST($days AS INTEGER)
        AND (closed_on IS NULL OR closed_on > CAST($day AS DATE))
)
SELECT
    demand_id, waiting.kind, channel, routed, opened_on, waiting.area_code, areas.name AS area_name,
    CAST(CAST($day AS DATE) - opened_on AS INTEGER) AS days
FROM waiting
LEFT JOIN areas ON areas.area_code = waiting.area_code AND areas.is_canonical
ORDER BY opened_on, waiting.area_code, demand_id
