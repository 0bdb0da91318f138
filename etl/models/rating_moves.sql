-- One row per organisation, ladder and pair of gradings: a yearly ladder's next year, else the next grading.
WITH paired AS (
    SELECT
        ratings.*,
        lead(year) OVER following AS next_year,
        lead(grade) OVER following AS next_grade,
        lead(grade_rank) OVER following AS next_rank
    FROM ratings
    WINDOW following AS (PARTITION BY org_id, ladder ORDER BY year)
),
yearly AS (
    SELECT DISTINCT ladder FROM reference.ladders WHERE CAST(valid_years AS INTEGER) = 1
)
SELECT
    org_id, ladder, year, next_year, grade, next_grade, grade_rank, next_rank,
    CASE WHEN next_rank > grade_rank THEN '升级' WHEN next_rank < grade_rank THEN '降级' ELSE '保级' END AS direction,
    area_code, area_level, l1, l2, l3, l4, l5, l6, hub_id, field, legal_form
FROM paired
WHERE next_year IS NOT NULL AND (next_year = year + 1 OR ladder NOT IN (SELECT ladder FROM yearly))
ORDER BY org_id, ladder, year
