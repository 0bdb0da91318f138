-- One row per row of hours that would count a volunteer's day twice across deliveries, and why; it waits (待核).
-- Reads: the live rows of volunteer_hours of the same volunteer and day, nothing else; a row only ever waits because of
-- rows that arrived before it. Days that only one delivery tells of cost nothing.
-- Whoever may send rows of one scope only is told of that scope alone: a row that waits would tell on which days
-- somebody serves elsewhere.
CREATE TABLE stage.double_hours AS
WITH numbered AS (
    SELECT
        volunteer_id, served_on, activity_id, record_id, hours, _delivery, _sequence, _row,
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
told AS (
    SELECT
        numbered.*, sender.within,
        sum(hours) OVER (
            PARTITION BY volunteer_id, served_on, sender.within ORDER BY numbered._sequence, _row
        ) AS hours_within,
        CASE WHEN sender.within <> '' THEN hours_within
            ELSE sum(hours) OVER (PARTITION BY volunteer_id, served_on ORDER BY numbered._sequence, _row)
            END AS hours_so_far
    FROM numbered
    SEMI JOIN shared USING (volunteer_id, served_on)
    JOIN stage.manifests AS sender ON sender.delivery = numbered._delivery AND sender.type = 'volunteer_hours'
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
        AND earlier._delivery <> later._delivery AND later.within IN ('', earlier.within)
        AND (earlier._sequence, earlier._row) < (later._sequence, later._row)
    JOIN stage.manifests ON manifests.delivery = earlier._delivery AND manifests.type = 'volunteer_hours'
)
SELECT
    _delivery AS delivery, _row AS row,
    arg_min('与《' || file || '》第' || other_row || '行' || why, (other_sequence, other_row)) AS reason
FROM found
WHERE why IS NOT NULL
GROUP BY ALL;
