-- V130: hours that tell of a volunteer's day a second time and yet count: those told first lie at another hub, in another
-- street or came from another scope (staging/double_hours.sql says why such rows do not wait).
-- Reads: volunteer_hours. Row by row: what is found of a row depends on none but those of the same volunteer and day,
-- which are judged anew together. Of a day the first hundred rows that one scope brought are those that others are
-- held against (staging/double_hours.sql).
WITH single AS (
    SELECT * FROM volunteer_hours WHERE NOT is_aggregate AND volunteers = 1
),
shared_days AS (
    SELECT served_on FROM single GROUP BY served_on HAVING min(_delivery) <> max(_delivery)
),
shared AS (
    SELECT volunteer_id, served_on
    FROM single
    SEMI JOIN shared_days USING (served_on)
    GROUP BY volunteer_id, served_on
    HAVING min(_delivery) <> max(_delivery)
),
told AS (
    SELECT
        volunteer_id, served_on, _delivery, _row, activity_id, hours, sequence, file,
        record_id <> _delivery || '-' || _row AS has_number,
        CASE WHEN started_at < ended_at THEN started_at END AS started_at,
        CASE WHEN started_at < ended_at THEN ended_at END AS ended_at,
        sum(hours) OVER (PARTITION BY volunteer_id, served_on ORDER BY sequence, _row) AS hours_so_far,
        row_number() OVER (PARTITION BY volunteer_id, served_on, within ORDER BY sequence, _row, _delivery) AS place
    FROM single
    SEMI JOIN shared USING (volunteer_id, served_on)
    JOIN stage.manifests ON manifests.delivery = _delivery AND manifests.type = 'volunteer_hours'
),
found AS (
    SELECT
        later._delivery, later._row, later.hours, earlier.file, earlier.sequence AS other_sequence,
        earlier._row AS other_row,
        CASE
            WHEN earlier.started_at < later.ended_at AND later.started_at < earlier.ended_at
                THEN '同一志愿者当天的服务时间重叠（' || greatest(earlier.started_at, later.started_at) || '至'
                    || least(earlier.ended_at, later.ended_at) || '）'
            WHEN earlier.hours = later.hours AND earlier.activity_id IS NOT DISTINCT FROM later.activity_id
                AND earlier.has_number <> later.has_number
                THEN '疑似同一次服务：同一志愿者、同一活动、同一天、同样的时长，一处有记录编号、一处没有'
            WHEN later.hours_so_far > 24
                THEN '同一志愿者当天累计' || rtrim(rtrim(CAST(later.hours_so_far AS VARCHAR), '0'), '.')
                    || '小时，超过24小时'
        END AS why
    FROM told AS later
    JOIN told AS earlier
        ON earlier.volunteer_id = later.volunteer_id AND earlier.served_on = later.served_on
        AND earlier._delivery <> later._delivery
        AND earlier.place <= 100 AND (earlier.place = 1 OR later.hours_so_far <= 24)
        AND (earlier.sequence, earlier._row) < (later.sequence, later._row)
)
SELECT
    _delivery AS delivery, 'volunteer_hours' AS type, _row AS row, 'hours' AS "column", any_value(hours) AS found,
    'V130' AS rule,
    arg_min('与《' || translate(file, '《》', '〈〉') || '》第' || other_row || '行' || why, (other_sequence, other_row))
        || '；两行都已计入，请核对是否重复登记' AS message
FROM found
WHERE why IS NOT NULL
GROUP BY _delivery, _row
