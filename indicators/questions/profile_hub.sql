-- one row: the hub with this number, where it serves, and the file and row that say so
SELECT
    hubs.hub_id,
    hubs.name,
    hubs.level,
    hubs.area_code,
    hubs.established_on,
    hubs.closed_on,
    hubs._delivery AS delivery,
    hubs._row AS row,
    deliveries.file,
    deliveries.received_at
FROM hubs
LEFT JOIN deliveries ON deliveries.delivery = hubs._delivery AND deliveries.type = 'hubs'
WHERE hubs.hub_id = $hub
