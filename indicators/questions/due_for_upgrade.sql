-- one row per organisation that has held the same grade below the top of a yearly ladder for at least two gradings
WITH graded AS (  -- years of the ladder; of others those in which they sent five rows
    SELECT year FROM ratings WHERE ladder = $ladder
    UNION SELECT year FROM {others}ratings WHERE ladder = $ladder GROUP BY ALL HAVING count(*) >= 5
),
counted AS (
    SELECT
        org_id,
        arg_max(grade, year) AS grade,
        max(grade_rank) FILTER (year = (SELECT max(graded.year) FROM graded WHERE graded.year <= $year)) AS grade_rank,
        list(grade ORDER BY year DESC) AS grades
    FROM ratings
    WHERE {within_area} AND ladder = $ladder AND year <= $year
    GROUP BY ALL
),
top AS (
    SELECT max(rank) AS rank FROM ladders WHERE ladder = $ladder
)
SELECT counted.org_id, organizations.name, counted.grade, counted.grades, organizations.area_code, organizations.hub_id
FROM counted
CROSS JOIN top
JOIN organizations USING (org_id)
WHERE counted.grade_rank < top.rank
    AND len(counted.grades) >= 2
    AND counted.grades[1] = counted.grades[2]
    AND (closed_on IS NULL OR closed_on > make_date(CAST($year AS INTEGER), 12, 31))
    AND ($field IS NULL OR coalesce(list_contains($field, organizations.field), list_contains($field, '未填写')))
    AND NOT coalesce(list_contains($not_field, organizations.field), list_contains($not_field, '未填写'), FALSE)
    AND ($legal_form IS NULL OR coalesce(list_contains($legal_form, organizations.legal_form), list_contains($legal_form, '未填写')))
    AND NOT coalesce(list_contains($not_legal_form, organizations.legal_form), list_contains($not_legal_form, '未填写'), FALSE)
ORDER BY counted.grade_rank DESC, organizations.name, counted.org_id
