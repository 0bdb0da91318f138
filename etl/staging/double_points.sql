-- One row per entry of points or banked time that would count a volunteer's day twice across deliveries, and why; it
-- waits (待核). Reads: the live rows of points of the same volunteer and day, nothing else; a row only ever waits because
-- of rows that arrived before it. Days that only one delivery tells of cost nothing.
-- An entry waits because of entries of its own hub and street alone, and of whoever may send rows of one scope only
-- because of that scope alone; what lies elsewhere counts and is told to those who see everything
-- (findings/points_told_twice.sql); of a day the first hundred entries that one scope brought hold others: as
-- double_hours.sql says why. An entry whose area, hub or activity nobody knows waits by itself and holds no other.
CREATE TABLE stage.double_points AS
WITH numbered AS (
    SELECT
        volunteer_id, happened_on, area_code, hub_id AS hub, kind, activity_id, points, item, _delivery, _sequence, _row,
        CASE WHEN kind = '时间存入' THEN hours ELSE 0 END AS banked, hours
    FROM stage.latest_points
    WHERE volunteer_id IS NOT NULL AND coalesce(volunteers, 1) = 1 AND kind IN ('获得', '时间存入')
),
shared_days AS (
    SELECT happened_on FROM numbered GROUP BY happened_on HAVING min(_delivery) <> max(_delivery)
),
shared AS (
    SELECT volunteer_id, happened_on
    FROM numbered
    SEMI JOIN shared_days USING (happened_on)
    GROUP BY volunteer_id, happened_on
    HAVING min(_delivery) <> max(_delivery)
),
placed AS (
    SELECT
        numbered.*, sender.within, coalesce(own.id, activity.hub_id) AS hub_id,
        coalesce(place.l4, place.l3, place.l2, place.l1) AS street
    FROM numbered
    SEMI JOIN shared USING (volunteer_id, happened_on)
    JOIN stage.manifests AS sender ON sender.delivery = numbered._delivery AND sender.type = 'points'
    JOIN stage.names_areas AS area ON area.value = numbered.area_code
    JOIN stage.places AS place ON place.area_code = area.id
    LEFT JOIN stage.names_hubs AS own ON own.value = numbered.hub
    LEFT JOIN stage.names_activities AS activity ON activity.value = numbered.activity_id
    WHERE (numbered.hub IS NULL OR own.id IS NOT NULL) AND (numbered.activity_id IS NULL OR activity.id IS NOT NULL)
),
told AS (
    SELECT
        *,
        sum(banked) OVER (
            PARTITION BY volunteer_id, happened_on, hub_id, street, within ORDER BY _sequence, _row
        ) AS banked_within,
        CASE WHEN within <> '' THEN banked_within
            ELSE sum(banked) OVER (PARTITION BY volunteer_id, happened_on, hub_id, street ORDER BY _sequence, _row)
            END AS banked_so_far,
        row_number() OVER (
            PARTITION BY volunteer_id, happened_on, hub_id, street, within ORDER BY _sequence, _row, _delivery
        ) AS place
    FROM placed
),
found AS (
    SELECT
        later._delivery, later._row, earlier._sequence AS other_sequence, earlier._row AS other_row,
        CASE
            WHEN earlier.kind = later.kind AND earlier.activity_id = later.activity_id
                AND earlier.points IS NOT DISTINCT FROM later.points AND earlier.hours IS NOT DISTINCT FROM later.hours
                AND coalesce(earlier.item = later.item, TRUE)
                THEN '疑似同一笔：同一志愿者、同一活动、同一天、同样的数量，流水编号不同'
            WHEN later.banked > 0 AND earlier.banked > 0 AND later.banked_so_far > 24
                THEN '同一志愿者当天存入累计' || rtrim(rtrim(CAST(later.banked_so_far AS VARCHAR), '0'), '.')
                    || '小时，超过24小时，请核对是否重复登记'
        END AS why,
        manifests.file
    FROM told AS later
    JOIN told AS earlier
        ON earlier.volunteer_id = later.volunteer_id AND earlier.happened_on = later.happened_on
        AND earlier.hub_id IS NOT DISTINCT FROM later.hub_id AND earlier.street = later.street
        AND earlier._delivery <> later._delivery AND later.within IN ('', earlier.within)
        AND earlier.place <= 100 AND (earlier._sequence, earlier._row) < (later._sequence, later._row)
    JOIN stage.manifests ON manifests.delivery = earlier._delivery AND manifests.type = 'points'
)
SELECT
    _delivery AS delivery, _row AS row,
    arg_min('与《' || translate(file, '《》', '〈〉') || '》第' || other_row || '行' || why, (other_sequence, other_row)) AS reason
FROM found
WHERE why IS NOT NULL
GROUP BY ALL;
