-- one row per organisation that moved between grades in a year
SELECT
    rating_moves.org_id,
    organizations.name,
    rating_moves.grade,
    rating_moves.next_grade,
    rating_moves.direction,
    organizations.area_code,
    organizations.hub_id
FROM rating_moves
JOIN organizations ON organizations.org_id = rating_moves.org_id
WHERE ($area IS NULL OR $area IN (
        rating_moves.l1, rating_moves.l2, rating_moves.l3, rating_moves.l4, rating_moves.l5, rating_moves.l6
    ))
    AND rating_moves.ladder = $ladder
    AND rating_moves.next_year = $year
    AND ($direction IS NULL OR rating_moves.direction = $direction)
    AND ($grade IS NULL OR rating_moves.grade = $grade)
    AND ($next_grade IS NULL OR rating_moves.next_grade = $next_grade)
    AND ($hub IS NULL OR list_contains($hub, rating_moves.hub_id))
    AND ($field IS NULL OR coalesce(list_contains($field, organizations.field), list_contains($field, '未填写')))
    AND NOT coalesce(list_contains($not_field, organizations.field), list_contains($not_field, '未填写'), FALSE)
    AND ($legal_form IS NULL OR coalesce(list_contains($legal_form, organizations.legal_form), list_contains($legal_form, '未填写')))
    AND NOT coalesce(list_contains($not_legal_form, organizations.legal_form), list_contains($not_legal_form, '未填写'), FALSE)
ORDER BY rating_moves.direction, organizations.name, rating_moves.org_id
LIMIT coalesce($limit, 2000)
