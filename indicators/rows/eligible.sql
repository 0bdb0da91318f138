-- one row per organisation registered for two years on the last day of a period, with its assessment grade if valid
WITH valid AS (
    SELECT period, org_id, arg_max(grade, valid_from) AS grade
    FROM ratings
    JOIN periods ON ends_on BETWEEN valid_from AND valid_until
    WHERE ladder = '评估等级' AND {of_organizations}
    GROUP BY ALL
)
SELECT register.*, coalesce(valid.grade, '未参评') AS assessed_grade
FROM ({register}) AS register
LEFT JOIN valid USING (period, org_id)
WHERE register.registered_on + INTERVAL 2 YEAR <= register.ends_on AND register.legal_form <> '企业'
