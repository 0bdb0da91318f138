-- one row per organisation registered or filed all through a span that no record of the span names, where others were
-- reported: 活动 资金 培训 项目 wherever they are, 志愿服务 within the area and the hub alone (of a volunteer's hour outside
-- nothing is told); with the last day any activity named it; `silent` says how many there are, where only the first
-- $most are given
WITH standing AS (
    SELECT org_id, name, legal_form, hub_id, area_code, l3, l4, coalesce(l4, l3) AS place
    FROM organizations
    WHERE {within_area}
        AND ($hub IS NULL OR hub_id = $hub)
        AND legal_form <> '企业'
        AND least(registered_on, filed_on) < CAST($from_on AS DATE)
        AND (closed_on IS NULL OR closed_on > CAST($to_on AS DATE))
),
told AS (
    SELECT DISTINCT coalesce(l4, l3) AS place
    FROM activities
    WHERE held_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
),
named AS (
    SELECT org_id FROM {whole}activities WHERE held_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
    UNION
    SELECT org_id FROM volunteer_days
    WHERE {within_area} AND ($hub IS NULL OR hub_id = $hub)
        -- two spans of which one has a day more tell in which months somebody served, and not on which days
        AND served_on BETWEEN if(CAST($of_groups AS BOOLEAN), date_trunc('month', CAST($from_on AS DATE)), CAST($from_on AS DATE))
        AND if(CAST($of_groups AS BOOLEAN), last_day(CAST($to_on AS DATE)), CAST($to_on AS DATE))
    UNION
    SELECT org_id FROM {whole}funding WHERE paid_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
    UNION
    SELECT org_id FROM {whole}trainings WHERE held_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
    UNION
    SELECT org_id FROM {whole}projects WHERE applied_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
),
last_seen AS (
    SELECT org_id, max(held_on) AS last_on
    FROM {whole}activities
    SEMI JOIN standing USING (org_id)
    WHERE held_on < CAST($from_on AS DATE)
    GROUP BY ALL
)
SELECT standing.org_id, standing.name, standing.legal_form, standing.hub_id, standing.area_code, areas.name AS area_name,
    last_seen.last_on, CAST(count(*) OVER () AS BIGINT) AS silent
FROM standing
SEMI JOIN told ON told.place = standing.place
ANTI JOIN named USING (org_id)
LEFT JOIN last_seen USING (org_id)
LEFT JOIN areas ON areas.area_code = standing.area_code AND areas.is_canonical
ORDER BY last_seen.last_on NULLS FIRST, standing.area_code, standing.name, standing.org_id
LIMIT coalesce(CAST($most AS BIGINT), 9223372036854775807)
