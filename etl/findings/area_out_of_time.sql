-- B124: a former area named for a day on which it was not, or not any more.
-- Reads: areas, activities, funding, volunteer_hours, population, workforce, projects, trainings, demands, points,
-- partners, facilities, honours, improvements, targets. Row by row: what is found of a row depends on no other.
WITH former AS (
    SELECT area_code, name, valid_from, valid_to FROM areas WHERE is_extra AND coalesce(valid_from, valid_to) IS NOT NULL
),
told AS (
    SELECT 'activities' AS type, _delivery, _row, area_code, held_on AS from_on, held_on AS to_on FROM activities
    UNION ALL SELECT 'funding', _delivery, _row, area_code, paid_on, paid_on FROM funding
    UNION ALL SELECT 'volunteer_hours', _delivery, _row, area_code, served_on, served_on FROM volunteer_hours
    UNION ALL SELECT 'population', _delivery, _row, area_code, make_date(year, 1, 1), make_date(year, 12, 31)
    FROM population
    UNION ALL SELECT 'workforce', _delivery, _row, area_code, make_date(year, 1, 1), make_date(year, 12, 31)
    FROM workforce
    UNION ALL SELECT 'projects', _delivery, _row, area_code, applied_on, applied_on FROM projects
    UNION ALL SELECT 'trainings', _delivery, _row, area_code, held_on, held_on FROM trainings
    UNION ALL SELECT 'demands', _delivery, _row, area_code, opened_on, opened_on FROM demands
    UNION ALL SELECT 'points', _delivery, _row, area_code, happened_on, happened_on FROM points
    UNION ALL SELECT 'partners', _delivery, _row, area_code, signed_on, signed_on FROM partners
    UNION ALL SELECT 'facilities', _delivery, _row, area_code, opened_on, opened_on FROM facilities
    UNION ALL SELECT 'honours', _delivery, _row, area_code, happened_on, happened_on FROM honours
    UNION ALL SELECT 'improvements', _delivery, _row, area_code, done_on, done_on FROM improvements
    UNION ALL SELECT 'targets', _delivery, _row, area_code, make_date(year, 1, 1), make_date(year, 12, 31)
    FROM targets WHERE _delivery IS NOT NULL
)
SELECT
    _delivery AS delivery, type, _row AS row, 'area_code' AS "column", area_code AS found, 'B124' AS rule,
    '“' || former.name || '”（' || area_code || '）在' || from_on || CASE
        WHEN from_on > valid_to THEN '已停用（用到' || valid_to || '）' ELSE '尚未启用（' || valid_from || '起用）' END
        || '，请改填当时的区域代码' AS message
FROM told
JOIN former USING (area_code)
WHERE from_on > valid_to OR to_on < valid_from
