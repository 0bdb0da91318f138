-- newly_graded
-- one row: organisations graded on a ladder in a year that were not graded the time before, and those graded then but no more
WITH rated AS (
    SELECT org_id, year
    FROM ratings
    WHERE {within_area}
        AND ladder = $ladder
        AND ($field IS NULL OR coalesce(list_contains($field, field), list_contains($field, '未填写')))
        AND NOT coalesce(list_contains($not_field, field), list_contains($not_field, '未填写'), FALSE)
        AND ($legal_form IS NULL OR coalesce(list_contains($legal_form, legal_form), list_contains($legal_form, '未填写')))
        AND NOT coalesce(list_contains($not_legal_form, legal_form), list_contains($not_legal_form, '未填写'), FALSE)
),
arrived AS (
    SELECT org_id
    FROM rated
    WHERE year = $year
    EXCEPT
    SELECT org_id
    FROM rating_moves
    WHERE ladder = $ladder AND next_year = $year
),
gone AS (
    SELECT org_id
    FROM rated
    WHERE year = CAST($year AS INTEGER) - 1
    EXCEPT
    SELECT org_id
    FROM rating_moves
    WHERE ladder = $ladder AND year = CAST($year AS INTEGER) - 1
)
SELECT
    (SELECT CAST(count(*) AS BIGINT) FROM arrived) AS arrived,
    (SELECT CAST(count(*) AS BIGINT) FROM gone) AS gone
