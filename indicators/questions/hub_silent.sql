-- one row per organisation of a hub that stood all through a period: whether an activity or an application for a project
-- names it within that period, wherever it was, or a volunteer's hour at this hub: of hours at others nothing is told
WITH settled AS (
    SELECT org_id, name
    FROM organizations
    WHERE hub_id = $hub
        AND coalesce(joined_on, established_on, registered_on, filed_on) < CAST($from_on AS DATE)
        AND (closed_on IS NULL OR closed_on > CAST($to_on AS DATE))
        AND legal_form <> '企业'
),
moved AS (
    SELECT org_id FROM {whole}activities
    WHERE held_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
    UNION SELECT org_id FROM volunteer_days
    WHERE hub_id = $hub
        -- two spans of which one has a day more tell in which months somebody served, and not on which days
        AND served_on BETWEEN if(CAST($of_groups AS BOOLEAN), date_trunc('month', CAST($from_on AS DATE)), CAST($from_on AS DATE))
        AND if(CAST($of_groups AS BOOLEAN), last_day(CAST($to_on AS DATE)), CAST($to_on AS DATE))
    UNION SELECT org_id FROM {whole}projects
    WHERE applied_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
)
SELECT settled.org_id, settled.name, coalesce(moved.org_id IS NOT NULL, FALSE) AS is_active
FROM settled
LEFT JOIN moved USING (org_id)
ORDER BY settled.name, settled.org_id
