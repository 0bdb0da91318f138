-- one row: organisations in a hub's care and not closed on a day, by which of the two tracks they have passed
WITH settled AS (
    SELECT
        coalesce(hatched_on <= CAST($day AS DATE), FALSE) AS is_hatched,
        coalesce(party_passed_on <= CAST($day AS DATE), FALSE) AS is_passed
    FROM organizations
    WHERE {within_area}
        AND (joined_on <= CAST($day AS DATE) OR hatched_on <= CAST($day AS DATE))
        AND (closed_on IS NULL OR closed_on > CAST($day AS DATE))
        AND ($field IS NULL OR coalesce(list_contains($field, field), list_contains($field, '未填写')))
        AND NOT coalesce(list_contains($not_field, field), list_contains($not_field, '未填写'), FALSE)
        AND ($hub IS NULL OR list_contains($hub, hub_id))
)
SELECT
    CAST(count(*) FILTER (WHERE is_hatched AND is_passed) AS BIGINT) AS both,
    CAST(count(*) FILTER (WHERE is_hatched AND NOT is_passed) AS BIGINT) AS organization_only,
    CAST(count(*) FILTER (WHERE NOT is_hatched AND is_passed) AS BIGINT) AS party_only,
    CAST(count(*) FILTER (WHERE NOT is_hatched AND NOT is_passed) AS BIGINT) AS neither
FROM settled
