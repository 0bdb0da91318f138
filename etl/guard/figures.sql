-- One row per published figure that may not jump: type, street (or what lies above it), period, measure; how many rows
-- lie behind it, its value, and from which value on it is not small. {database} is the build that is asked.
WITH held AS (
    SELECT
        coalesce(l4, l3, l2, l1) AS area_code, strftime(held_on, '%Y-%m') AS period, count(*) AS rows,
        sum(visits) AS visits
    FROM {database}.activities
    GROUP BY ALL
),
served AS (
    SELECT
        coalesce(l4, l3, l2, l1) AS area_code, strftime(month, '%Y-%m') AS period,
        CAST(sum(participations) AS BIGINT) AS rows, sum(hours) AS hours
    FROM {database}.volunteer_months
    GROUP BY ALL
),
paid AS (
    SELECT
        coalesce(l4, l3, l2, l1) AS area_code, strftime(paid_on, '%Y-%m') AS period, count(*) AS rows,
        sum(amount) AS amount
    FROM {database}.funding
    WHERE status IN ('到账', '拨付')
    GROUP BY ALL
),
graded AS (
    SELECT coalesce(l4, l3, l2, l1) AS area_code, CAST(year AS VARCHAR) AS period, ladder, count(*) AS rows
    FROM {database}.ratings
    GROUP BY ALL
),
registered AS (
    SELECT coalesce(l4, l3, l2, l1) AS area_code, count(*) AS rows, count(*) FILTER (closed_on IS NULL) AS open
    FROM {database}.organizations
    GROUP BY ALL
),
applied AS (
    SELECT
        coalesce(l4, l3, l2, l1) AS area_code, CAST(year(applied_on) AS VARCHAR) AS period, count(*) AS rows,
        sum(granted) AS granted
    FROM {database}.projects
    GROUP BY ALL
),
trained AS (
    SELECT
        coalesce(l4, l3, l2, l1) AS area_code, CAST(year(held_on) AS VARCHAR) AS period, count(*) AS rows,
        sum(attendances) AS attendances
    FROM {database}.trainings
    GROUP BY ALL
),
needed AS (
    SELECT coalesce(l4, l3, l2, l1) AS area_code, strftime(opened_on, '%Y-%m') AS period, count(*) AS rows
    FROM {database}.demands
    GROUP BY ALL
),
earned AS (
    SELECT
        coalesce(l4, l3, l2, l1) AS area_code, strftime(happened_on, '%Y-%m') AS period, kind, count(*) AS rows,
        sum(CASE WHEN kind IN ('时间存入', '时间支取') THEN hours ELSE points END) AS amount
    FROM {database}.points
    GROUP BY ALL
),
figures AS (
    SELECT 'activities' AS type, area_code, period, '活动数' AS measure, rows, CAST(rows AS DOUBLE) AS value, 20 AS large
    FROM held
    UNION ALL SELECT 'activities', area_code, period, '人次', rows, visits, 1000 FROM held
    UNION ALL SELECT 'volunteer_hours', area_code, period, '参与人次', rows, rows, 20 FROM served
    UNION ALL SELECT 'volunteer_hours', area_code, period, '服务时长', rows, hours, 1000 FROM served
    UNION ALL SELECT 'funding', area_code, period, '资金笔数', rows, rows, 20 FROM paid
    UNION ALL SELECT 'funding', area_code, period, '资金金额', rows, amount, 100000 FROM paid
    UNION ALL SELECT 'projects', area_code, period, '申报项目数', rows, rows, 20 FROM applied
    UNION ALL SELECT 'projects', area_code, period, '立项金额', rows, granted, 100000 FROM applied
    UNION ALL SELECT 'trainings', area_code, period, '培训场次', rows, rows, 20 FROM trained
    UNION ALL SELECT 'trainings', area_code, period, '参训人次', rows, attendances, 1000 FROM trained
    UNION ALL SELECT 'demands', area_code, period, '需求数', rows, rows, 20 FROM needed
    UNION ALL
    SELECT 'points', area_code, period, kind || CASE WHEN kind LIKE '时间%' THEN '小时' ELSE '积分' END, rows, amount, 1000
    FROM earned
    UNION ALL SELECT 'ratings', area_code, period, ladder || '组织数', rows, rows, 20 FROM graded
    UNION ALL SELECT 'organizations', area_code, '', '在册组织数', rows, open, 20 FROM registered
    UNION ALL
    SELECT 'population', area_code, CAST(year AS VARCHAR), basis, 1, persons, 1000 FROM {database}.population
    UNION ALL
    SELECT 'workforce', area_code, CAST(year AS VARCHAR), '社区工作者', 1, community_workers, 50 FROM {database}.workforce
)
SELECT type, area_code, period, measure, rows, value, large FROM figures WHERE value IS NOT NULL
