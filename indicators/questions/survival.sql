-- one row per group (settled in a hub or not) and age in months at a day: organisations closed at it and still open at it
WITH aged AS (
    SELECT
        hub_id IS NOT NULL OR joined_on IS NOT NULL AS is_settled,
        closed_on <= CAST($day AS DATE) AS is_closed,
        coalesce(established_on, joined_on, filed_on, registered_on) AS started_on,
        least(coalesce(closed_on, CAST($day AS DATE)), CAST($day AS DATE)) AS seen_to
    FROM organizations
    WHERE {within_area}
        AND legal_form <> '企业'
        AND ($field IS NULL OR coalesce(list_contains($field, field), list_contains($field, '未填写')))
        AND NOT coalesce(list_contains($not_field, field), list_contains($not_field, '未填写'), FALSE)
        AND ($hub IS NULL OR list_contains($hub, hub_id))
)
SELECT
    is_settled,
    CAST(datesub('month', started_on, seen_to) AS INTEGER) AS months,
    CAST(count(*) FILTER (WHERE coalesce(is_closed, FALSE)) AS BIGINT) AS closed,
    CAST(count(*) FILTER (WHERE NOT coalesce(is_closed, FALSE)) AS BIGINT) AS still_open
FROM aged
WHERE started_on <= CAST($day AS DATE) AND started_on <= seen_to
GROUP BY ALL
ORDER BY is_settled, months
