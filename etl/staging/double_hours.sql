-- One row per row of hours that would count a volunteer's day twice across deliveries, and why; it waits (待核).
-- Reads: the live rows of volunteer_hours of the same volunteer and day, nothing else; a row only ever waits because of
-- rows that arrived before it. Days that only one delivery tells of cost nothing.
-- A row that waits tells on which days somebody serves: it waits because of rows of its own hub and street alone, which
-- everybody who sees it sees too, and of whoever may send rows of one scope only because of that scope alone. What lies
-- elsewhere counts, and those who see everything are told (findings/hours_told_twice.sql). A row whose area or activity
-- nobody knows waits by itself and holds no other.
-- Nobody's day has more than a hundred rows at one place; of what one scope brought of it, in however many deliveries,
-- the first hundred are those that later rows are held against, the first one alone where the day is more than full: a
-- made-up day of many sheets or files costs no more than its rows.
CREATE TABLE stage.double_hours AS
WITH numbered AS (
    SELECT
        volunteer_id, served_on, area_code, activity_id, record_id, hours, _delivery, _sequence, _row,
        CASE WHEN started_at < ended_at THEN started_at END AS started_at,
        CASE WHEN started_at < ended_at THEN ended_at END AS ended_at
    FROM stage.latest_volunteer_hours
    WHERE volunteer_id IS NOT NULL AND coalesce(volunteers, 1) = 1
),
shared_days AS (
    SELECT served_on FROM numbered GROUP BY served_on HAVING min(_delivery) <> max(_delivery)
),
shared AS (
    SELECT volunteer_id, served_on
    FROM numbered
    SEMI JOIN shared_days USING (served_on)
    GROUP BY volunteer_id, served_on
    HAVING min(_delivery) <> max(_delivery)
),
placed AS (
    SELECT numbered.*, sender.within, activity.hub_id, coalesce(place.l4, place.l3, place.l2, place.l1) AS street
    FROM numbered
    SEMI JOIN shared USING (volunteer_id, served_on)
    JOIN stage.manifests AS sender ON sender.delivery = numbered._delivery AND sender.type = 'volunteer_hours'
    JOIN stage.names_areas AS area ON area.value = numbered.area_code
    JOIN stage.places AS place ON place.area_code = area.id
    LEFT JOIN stage.names_activities AS activity ON activity.value = numbered.activity_id
    WHERE numbered.activity_id IS NULL OR activity.id IS NOT NULL
),
told AS (
    SELECT
        *,
        sum(hours) OVER (
            PARTITION BY volunteer_id, served_on, hub_id, street, within ORDER BY _sequence, _row
        ) AS hours_within,
        CASE WHEN within <> '' THEN hours_within
            ELSE sum(hours) OVER (PARTITION BY volunteer_id, served_on, hub_id, street ORDER BY _sequence, _row)
            END AS hours_so_far,
        row_number() OVER (
            PARTITION BY volunteer_id, served_on, hub_id, street, within ORDER BY _sequence, _row, _delivery
        ) AS place
    FROM placed
),
found AS (
    SELECT
        later._delivery, later._row, earlier._sequence AS other_sequence, earlier._row AS other_row,
        CASE
            WHEN earlier.started_at < later.ended_at AND later.started_at < earlier.ended_at
                THEN '同一志愿者当天的服务时间重叠（' || greatest(earlier.started_at, later.started_at) || '至'
                    || least(earlier.ended_at, later.ended_at) || '），不能重复计算'
            WHEN earlier.hours = later.hours AND earlier.activity_id IS NOT DISTINCT FROM later.activity_id
                AND (earlier.record_id IS NULL) <> (later.record_id IS NULL)
                THEN '疑似同一次服务：同一志愿者、同一活动、同一天、同样的时长，一处有记录编号、一处没有'
            WHEN later.hours_so_far > 24
                THEN '同一志愿者当天累计' || rtrim(rtrim(CAST(later.hours_so_far AS VARCHAR), '0'), '.')
                    || '小时，超过24小时，请核对是否重复登记'
        END AS why,
        manifests.file
    FROM told AS later
    JOIN told AS earlier
        ON earlier.volunteer_id = later.volunteer_id AND earlier.served_on = later.served_on
        AND earlier.hub_id IS NOT DISTINCT FROM later.hub_id AND earlier.street = later.street
        AND earlier._delivery <> later._delivery AND later.within IN ('', earlier.within)
        AND earlier.place <= 100 AND (earlier.place = 1 OR later.hours_so_far <= 24)
        AND (earlier._sequence, earlier._row) < (later._sequence, later._row)
    JOIN stage.manifests ON manifests.delivery = earlier._delivery AND manifests.type = 'volunteer_hours'
)
SELECT
    _delivery AS delivery, _row AS row,
    arg_min('与《' || translate(file, '《》', '〈〉') || '》第' || other_row || '行' || why, (other_sequence, other_row)) AS reason
FROM found
WHERE why IS NOT NULL
GROUP BY ALL;
