-- V040: the first entry by which a volunteer has spent more points, or drawn more banked hours, than were earned before;
-- of volunteers nothing earned was ever told of it is not asked. Reads: points.
WITH booked AS (
    SELECT
        _delivery, _row, volunteer_id, happened_on, entry_id, kind IN ('时间存入', '时间支取') AS is_time,
        kind IN ('获得', '时间存入') AS is_earned,
        CASE WHEN kind IN ('时间存入', '时间支取') THEN hours ELSE points END AS amount
    FROM points
    WHERE NOT is_aggregate
),
running AS (
    SELECT
        *,
        sum(CASE WHEN is_earned THEN amount ELSE -amount END)
            OVER (PARTITION BY volunteer_id, is_time ORDER BY happened_on, is_earned DESC, entry_id) AS balance,
        bool_or(is_earned) OVER (PARTITION BY volunteer_id, is_time) AS has_earned
    FROM booked
),
first_below AS (
    SELECT *, row_number() OVER (PARTITION BY volunteer_id, is_time ORDER BY happened_on, is_earned DESC, entry_id) AS place
    FROM running
    WHERE balance < 0 AND has_earned
)
SELECT
    _delivery AS delivery, 'points' AS type, _row AS row, CASE WHEN is_time THEN 'hours' ELSE 'points' END AS "column",
    amount AS found, 'V040' AS rule,
    '到这一天，这名志愿者' || CASE WHEN is_time THEN '支取的时间' ELSE '兑换和过期的积分' END || '比已经得到的多'
        || rtrim(rtrim(CAST(-balance AS VARCHAR), '0'), '.') || CASE WHEN is_time THEN '小时' ELSE '分' END
        || '，可能缺以前的流水，请核对' AS message
FROM first_below
WHERE place = 1
