-- one row: the area with this code, its other names, its life, what lies below it
SELECT
    areas.area_code,
    areas.name,
    areas.level,
    areas.kind,
    areas.path,
    areas.is_extra,
    areas.valid_from,
    areas.valid_to,
    areas._delivery AS delivery,
    areas._row AS row,
    deliveries.file,
    (SELECT string_agg(alias, '、' ORDER BY alias) FROM area_aliases WHERE area_aliases.area_code = areas.area_code) AS aliases,
    (
        SELECT CAST(count(*) AS BIGINT) FROM areas AS street
        WHERE street.level = 4 AND areas.level < 4 AND areas.area_code IN (street.l1, street.l2, street.l3)
    ) AS streets,
    (
        SELECT CAST(count(*) AS BIGINT) FROM areas AS community
        WHERE community.level = 5 AND areas.level < 5 AND community.kind IN ('居委会', '村委会')
            AND areas.area_code IN (community.l1, community.l2, community.l3, community.l4)
    ) AS communities
FROM areas
LEFT JOIN deliveries ON deliveries.delivery = areas._delivery
WHERE areas.area_code = $area AND areas.is_canonical
