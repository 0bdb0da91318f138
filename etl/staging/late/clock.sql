-- One row: the day up to which the data reach. The latest declared end or event, never after the last arrival.
-- What a sender with a scope declares speaks for the area it declares alone; without one, as of every hub, its rows tell
-- how far they reach.
WITH arrival AS (
    SELECT coalesce(max(CAST(timezone('Asia/Shanghai', received_at) AS DATE)), DATE '1970-01-01') AS last_day
    FROM stage.manifests WHERE NOT is_withdrawn
),
days AS (
    SELECT to_on AS day FROM stage.manifests WHERE NOT is_withdrawn AND accepted > 0 AND (within = '' OR area IS NOT NULL)
    UNION ALL SELECT held_on FROM activities
    UNION ALL SELECT served_on FROM volunteer_hours
    UNION ALL SELECT paid_on FROM funding WHERE status <> '预算'
    UNION ALL
    SELECT unnest([applied_on, qualified_on, reviewed_on, published_on, approved_on, midterm_on, closed_on, terminated_on])
    FROM projects
    UNION ALL SELECT held_on FROM trainings
    UNION ALL SELECT unnest([opened_on, routed_on, closed_on]) FROM demands
    UNION ALL SELECT happened_on FROM points
    UNION ALL SELECT happened_on FROM honours
    UNION ALL SELECT done_on FROM improvements
    UNION ALL SELECT unnest([established_on, registered_on, filed_on, joined_on, hatched_on, closed_on])
    FROM organizations
)
SELECT coalesce(max(day) FILTER (day <= last_day), last_day) AS data_date
FROM arrival LEFT JOIN days ON TRUE
GROUP BY last_day
