-- one row per organisation that holds a grade of a ladder on a day, by name
WITH valid AS (
    SELECT org_id, arg_max(grade, valid_from) AS grade, arg_max(valid_until, valid_from) AS valid_until
    FROM ratings
    WHERE ladder = $ladder AND CAST($day AS DATE) BETWEEN valid_from AND valid_until
    GROUP BY ALL
)
SELECT organizations.org_id, organizations.name, valid.grade, valid.valid_until, organizations.area_code
FROM valid
JOIN organizations USING (org_id)
WHERE {within_area}
    AND valid.grade = $grade
    AND (closed_on IS NULL OR closed_on > CAST($day AS DATE))
    AND ($field IS NULL OR coalesce(list_contains($field, organizations.field), list_contains($field, '未填写')))
    AND NOT coalesce(list_contains($not_field, organizations.field), list_contains($not_field, '未填写'), FALSE)
    AND ($legal_form IS NULL OR coalesce(list_contains($legal_form, organizations.legal_form), list_contains($legal_form, '未填写')))
    AND NOT coalesce(list_contains($not_legal_form, organizations.legal_form), list_contains($not_legal_form, '未填写'), FALSE)
ORDER BY organizations.name, organizations.org_id
