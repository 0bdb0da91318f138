-- B108: something an organisation did before it was there or after it was closed.
-- Reads: activities, funding, volunteer_hours, projects, trainings, demands, points, honours, organizations. Row by row:
-- what is found of a row depends on no other.
WITH lives AS (
    SELECT org_id, least(established_on, registered_on, filed_on, joined_on) AS started_on, closed_on FROM organizations
),
deeds AS (
    SELECT 'activities' AS type, 'held_on' AS "column", '活动' AS what, _delivery, _row, org_id, held_on AS day
    FROM activities
    UNION ALL
    SELECT 'funding', 'paid_on', '资金', _delivery, _row, org_id, paid_on FROM funding WHERE status IN ('到账', '拨付')
    UNION ALL
    SELECT 'volunteer_hours', 'served_on', '志愿服务', _delivery, _row, org_id, served_on FROM volunteer_hours
    UNION ALL SELECT 'projects', 'applied_on', '项目申报', _delivery, _row, org_id, applied_on FROM projects
    UNION ALL SELECT 'trainings', 'held_on', '督导', _delivery, _row, org_id, held_on FROM trainings
    UNION ALL SELECT 'demands', 'routed_on', '需求对接', _delivery, _row, org_id, routed_on FROM demands
    UNION ALL SELECT 'points', 'happened_on', '积分', _delivery, _row, org_id, happened_on FROM points
    WHERE kind IN ('获得', '时间存入')
    UNION ALL SELECT 'honours', 'happened_on', '荣誉', _delivery, _row, org_id, happened_on FROM honours
)
SELECT
    _delivery AS delivery, type, _row AS row, "column", day AS found, 'B108' AS rule,
    '该组织' || concat_ws('、', '成立于' || started_on, '注销于' || closed_on) || '，' || day || '的' || what
        || '不在存续期内，请核对日期或组织' AS message
FROM deeds
JOIN lives USING (org_id)
WHERE day < started_on OR day > closed_on
