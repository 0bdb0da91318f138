-- one row per organisation hatched but not yet passed by the party track on a day, longest waiting first
SELECT org_id, name, area_code, hub_id, hatched_on, CAST(CAST($day AS DATE) - hatched_on AS BIGINT) AS days
FROM organizations
WHERE {within_area}
    AND hatched_on <= CAST($day AS DATE)
    AND (party_passed_on IS NULL OR party_passed_on > CAST($day AS DATE))
    AND (closed_on IS NULL OR closed_on > CAST($day AS DATE))
    AND ($field IS NULL OR coalesce(list_contains($field, field), list_contains($field, '未填写')))
    AND NOT coalesce(list_contains($not_field, field), list_contains($not_field, '未填写'), FALSE)
    AND ($hub IS NULL OR list_contains($hub, hub_id))
ORDER BY hatched_on, org_id
