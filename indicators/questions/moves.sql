-- one row per grade before and grade after: how many organisations went from one to the other in a year
SELECT
    grade,
    next_grade,
    any_value(grade_rank) AS grade_rank,
    any_value(next_rank) AS next_rank,
    direction,
    CAST(count(*) AS BIGINT) AS organizations
FROM rating_moves
WHERE {within_area}
    AND ladder = $ladder
    AND next_year = $year
    AND ($field IS NULL OR coalesce(list_contains($field, field), list_contains($field, '未填写')))
    AND NOT coalesce(list_contains($not_field, field), list_contains($not_field, '未填写'), FALSE)
    AND ($legal_form IS NULL OR coalesce(list_contains($legal_form, legal_form), list_contains($legal_form, '未填写')))
    AND NOT coalesce(list_contains($not_legal_form, legal_form), list_contains($not_legal_form, '未填写'), FALSE)
    AND ($hub IS NULL OR list_contains($hub, hub_id))
GROUP BY ALL
ORDER BY grade_rank, next_rank
