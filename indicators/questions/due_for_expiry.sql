-- one row per organisation whose grade on a ladder ends within some days of a day, soonest first
WITH latest AS (
    SELECT org_id, ladder, arg_max(grade, valid_from) AS grade, max(valid_until) AS valid_until
    FROM ratings
    WHERE {within_area} AND ladder = $ladder AND valid_from <= CAST($day AS DATE)
    GROUP BY ALL
)
SELECT latest.org_id, organizations.name, latest.grade, latest.valid_until, organizations.area_code, organizations.hub_id
FROM latest
JOIN organizations USING (org_id)
WHERE latest.valid_until BETWEEN CAST($day AS DATE) AND CAST($day AS DATE) + CAST(coalesce($within_days, 365) AS INTEGER)
    AND (closed_on IS NULL OR closed_on > CAST($day AS DATE))
    AND ($field IS NULL OR coalesce(list_contains($field, organizations.field), list_contains($field, '未填写')))
    AND NOT coalesce(list_contains($not_field, organizations.field), list_contains($not_field, '未填写'), FALSE)
    AND ($legal_form IS NULL OR coalesce(list_contains($legal_form, organizations.legal_form), list_contains($legal_form, '未填写')))
    AND NOT coalesce(list_contains($not_legal_form, organizations.legal_form), list_contains($not_legal_form, '未填写'), FALSE)
ORDER BY latest.valid_until, organizations.name, latest.org_id
