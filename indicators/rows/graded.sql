-- one row per organisation and ladder with a grade valid on the last day of a period: the latest one
WITH valid AS (
    SELECT period, org_id, ladder, arg_max(grade, valid_from) AS grade
    FROM ratings
    JOIN periods ON ends_on BETWEEN valid_from AND valid_until
    WHERE {of_organizations} AND {of_ladders}
    GROUP BY ALL
)
SELECT register.*, valid.ladder, valid.grade
FROM ({register}) AS register
JOIN valid USING (period, org_id)
