-- one row per organisation of a hub whose grade on a ladder ends within some days after a day, soonest first
WITH latest AS (
    SELECT org_id, arg_max(grade, valid_from) AS grade, max(valid_until) AS valid_until
    FROM ratings
    WHERE ladder = $ladder AND valid_from <= CAST($day AS DATE)
    GROUP BY ALL
)
SELECT organizations.org_id, organizations.name, latest.grade, latest.valid_until
FROM latest
JOIN organizations USING (org_id)
WHERE organizations.hub_id = $hub
    AND latest.valid_until BETWEEN CAST($day AS DATE) AND CAST($day AS DATE) + CAST($within_days AS INTEGER)
    AND (organizations.closed_on IS NULL OR organizations.closed_on > CAST($day AS DATE))
ORDER BY latest.valid_until, organizations.name, organizations.org_id
