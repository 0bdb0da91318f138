-- One row per published figure that may not jump: type, street (or what lies above it), period, measure; how many rows
-- lie behind it, its value, and from which value on it is not small. {database} is the build that is asked.
WITH counted AS (
    SELECT
        'activities' AS type, coalesce(l4, l3, l2, l1) AS area_code, strftime(held_on, '%Y-%m') AS period,
        count(*) AS rows, unnest([
            {{'measure': '活动数', 'value': CAST(count(*) AS DOUBLE), 'large': 20}},
            {{'measure': '人次', 'value': CAST(sum(visits) AS DOUBLE), 'large': 1000}}
        ], recursive := true)
    FROM {database}.activities
    GROUP BY ALL
    UNION ALL
    SELECT
        'volunteer_hours', coalesce(l4, l3, l2, l1), strftime(month, '%Y-%m'), sum(participations), unnest([
            {{'measure': '参与人次', 'value': CAST(sum(participations) AS DOUBLE), 'large': 20}},
            {{'measure': '服务时长', 'value': CAST(sum(hours) AS DOUBLE), 'large': 1000}}
        ], recursive := true)
    FROM {database}.volunteer_months
    GROUP BY ALL
    UNION ALL
    SELECT
        'funding', coalesce(l4, l3, l2, l1), strftime(paid_on, '%Y-%m'), count(*), unnest([
            {{'measure': '资金笔数', 'value': CAST(count(*) AS DOUBLE), 'large': 20}},
            {{'measure': '资金金额', 'value': CAST(sum(amount) AS DOUBLE), 'large': 100000}}
        ], recursive := true)
    FROM {database}.funding
    WHERE status IN ('到账', '拨付')
    GROUP BY ALL
    UNION ALL
    SELECT 'population', area_code, CAST(year AS VARCHAR), count(*), basis, CAST(sum(persons) AS DOUBLE), 1000
    FROM {database}.population
    GROUP BY area_code, year, basis
    UNION ALL
    SELECT 'workforce', area_code, CAST(year AS VARCHAR), count(*), '社区工作者', CAST(sum(community_workers) AS DOUBLE), 50
    FROM {database}.workforce
    GROUP BY area_code, year
    UNION ALL
    SELECT
        'ratings', coalesce(l4, l3, l2, l1), CAST(year AS VARCHAR), count(*), ladder || '组织数',
        CAST(count(*) AS DOUBLE), 20
    FROM {database}.ratings
    GROUP BY ALL
    UNION ALL
    SELECT
        'organizations', coalesce(l4, l3, l2, l1), '', count(*), '在册组织数',
        CAST(count(*) FILTER (closed_on IS NULL) AS DOUBLE), 20
    FROM {database}.organizations
    GROUP BY ALL
    UNION ALL
    SELECT
        'hubs', coalesce(l4, l3, l2, l1), '', count(*), '枢纽数', CAST(count(*) FILTER (closed_on IS NULL) AS DOUBLE), 20
    FROM {database}.hubs
    GROUP BY ALL
)
SELECT * FROM counted WHERE value IS NOT NULL
