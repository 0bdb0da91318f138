-- V130: points or banked time that tell of a volunteer's day a second time and yet count: those told first lie at another
-- hub, in another street or came from another scope (staging/double_hours.sql says why such rows do not wait).
-- Reads: points. Row by row: what is found of a row depends on none but those of the same volunteer and day, which are
-- judged anew together. Of a day the first hundred rows that one scope brought are those that others are
-- held against (staging/double_hours.sql).
WITH single AS (
    SELECT *, CASE WHEN kind = '时间存入' THEN hours ELSE 0 END AS banked
    FROM points
    WHERE NOT is_aggregate AND volunteers = 1 AND kind IN ('获得', '时间存入')
),
shared_days AS (
    SELECT happened_on FROM single GROUP BY happened_on HAVING min(_delivery) <> max(_delivery)
),
shared AS (
    SELECT volunteer_id, happened_on
    FROM single
    SEMI JOIN shared_days USING (happened_on)
    GROUP BY volunteer_id, happened_on
    HAVING min(_delivery) <> max(_delivery)
),
told AS (
    SELECT
        volunteer_id, happened_on, _delivery, _row, kind, activity_id, points, hours, item, banked, sequence, file,
        sum(banked) OVER (PARTITION BY volunteer_id, happened_on ORDER BY sequence, _row) AS banked_so_far,
        row_number() OVER (PARTITION BY volunteer_id, happened_on, within ORDER BY sequence, _row, _delivery) AS place
    FROM single
    SEMI JOIN shared USING (volunteer_id, happened_on)
    JOIN stage.manifests ON manifests.delivery = _delivery AND manifests.type = 'points'
),
found AS (
    SELECT
        later._delivery, later._row, later.kind, coalesce(later.points, later.hours) AS amount, earlier.file,
        earlier.sequence AS other_sequence, earlier._row AS other_row,
        CASE
            WHEN earlier.kind = later.kind AND earlier.activity_id = later.activity_id
                AND earlier.points IS NOT DISTINCT FROM later.points AND earlier.hours IS NOT DISTINCT FROM later.hours
                AND coalesce(earlier.item = later.item, TRUE)
                THEN '疑似同一笔：同一志愿者、同一活动、同一天、同样的数量，流水编号不同'
            WHEN later.banked > 0 AND earlier.banked > 0 AND later.banked_so_far > 24
                THEN '同一志愿者当天存入累计' || rtrim(rtrim(CAST(later.banked_so_far AS VARCHAR), '0'), '.')
                    || '小时，超过24小时'
        END AS why
    FROM told AS later
    JOIN told AS earlier
        ON earlier.volunteer_id = later.volunteer_id AND earlier.happened_on = later.happened_on
        AND earlier._delivery <> later._delivery AND earlier.place <= 100
        AND (earlier.sequence, earlier._row) < (later.sequence, later._row)
)
SELECT
    _delivery AS delivery, 'points' AS type, _row AS row,
    CASE WHEN any_value(kind) = '时间存入' THEN 'hours' ELSE 'points' END AS "column", any_value(amount) AS found,
    'V130' AS rule,
    arg_min('与《' || translate(file, '《》', '〈〉') || '》第' || other_row || '行' || why, (other_sequence, other_row))
        || '；两行都已计入，请核对是否重复登记' AS message
FROM found
WHERE why IS NOT NULL
GROUP BY _delivery, _row
