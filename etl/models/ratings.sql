-- One row per organisation, ladder and year: the grade and the days from and to which it holds (both inclusive).
-- 年度梯队 holds its calendar year; other grades from the award to valid_until, else the ladder's years, and never
-- beyond the day before the next grade on the same ladder.
WITH ranked AS (
    SELECT
        ratings.*, CAST(ladders.rank AS INTEGER) AS grade_rank, CAST(ladders.valid_years AS INTEGER) AS valid_years,
        ratings.ladder = '年度梯队' AS is_yearly, make_date(ratings.year, 1, 1) AS year_start
    FROM stage.ratings
    LEFT JOIN reference.ladders USING (ladder, grade)
),
started AS (
    SELECT *, CASE WHEN is_yearly THEN year_start ELSE coalesce(awarded_on, year_start) END AS valid_from
    FROM ranked
),
ended AS (
    SELECT
        *,
        coalesce(
            CASE WHEN is_yearly THEN make_date(year, 12, 31) END,
            valid_until,
            CAST(valid_from + to_years(coalesce(valid_years, 5)) - INTERVAL 1 DAY AS DATE)
        ) AS own_end,
        lead(valid_from) OVER (PARTITION BY org_id, ladder ORDER BY valid_from, year) - 1 AS superseded_on
    FROM started
)
SELECT
    ended.org_id, ladder, year, grade, grade_rank, score, awarded_by, awarded_on, valid_from,
    least(own_end, superseded_on) AS valid_until,
    area_code, area_level, l1, l2, l3, l4, l5, l6, hub_id, legal_form, field, ended._delivery, ended._row
FROM ended
JOIN organizations ON organizations.org_id = ended.org_id
ORDER BY ended.org_id, ladder, year
