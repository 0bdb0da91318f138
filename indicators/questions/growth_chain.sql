-- one row per pair of steps next to each other on an organisation's way up to a day, and how many organisations took it
WITH chosen AS (
    SELECT
        *,
        coalesce(established_on, joined_on, filed_on, registered_on) AS started_on
    FROM organizations
    WHERE {within_area}
        AND legal_form <> '企业'
        AND ($field IS NULL OR coalesce(list_contains($field, field), list_contains($field, '未填写')))
        AND NOT coalesce(list_contains($not_field, field), list_contains($not_field, '未填写'), FALSE)
        AND ($hub IS NULL OR list_contains($hub, hub_id))
),
steps AS (
    SELECT
        org_id,
        list_filter([
            CASE WHEN legal_form = '志愿团队' THEN '队伍' ELSE '组织' END,
            CASE WHEN filed_on <= CAST($day AS DATE) THEN '备案' END,
            CASE WHEN registered_on <= CAST($day AS DATE) THEN '登记' END,
            CASE WHEN hatched_on <= CAST($day AS DATE) THEN '出壳' END,
            CASE WHEN closed_on <= CAST($day AS DATE) THEN '注销' ELSE '在册' END
        ], lambda step: step IS NOT NULL) AS taken
    FROM chosen
    WHERE started_on <= CAST($day AS DATE)
),
pairs AS (
    SELECT unnest(list_zip(taken[:-2], taken[2:])) AS pair FROM steps
)
SELECT step, next_step, CAST(count(*) AS BIGINT) AS organizations
FROM (SELECT pair[1] AS step, pair[2] AS next_step FROM pairs)
GROUP BY step, next_step
ORDER BY
    list_position(['队伍', '组织', '备案', '登记', '出壳'], step),
    list_position(['备案', '登记', '出壳', '在册', '注销'], next_step)
