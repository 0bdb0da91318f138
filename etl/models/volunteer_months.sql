-- One row per area, organisation and month: no volunteer can be told from it (volunteers: numbered ones only).
WITH by_volunteer AS (
    SELECT
        area_code, org_id, CAST(date_trunc('month', served_on) AS DATE) AS month, volunteer_id,
        sum(volunteers) AS participations, sum(hours) AS hours
    FROM volunteer_hours
    GROUP BY ALL
),
by_month AS (
    SELECT
        area_code, org_id, month, CAST(sum(participations) AS BIGINT) AS participations,
        count(volunteer_id) AS volunteers, CAST(sum(hours) AS DECIMAL(18, 3)) AS hours
    FROM by_volunteer
    GROUP BY ALL
)
SELECT
    area_code, area_level, l1, l2, l3, l4, l5, l6, org_id, month, participations, volunteers, hours
FROM by_month
JOIN stage.places USING (area_code)
ORDER BY month, area_code, org_id
