-- One row per rule on amounts: who gets how much at least and at most, how often, where and when it holds, who says so.
SELECT
    rule, instrument, payee, status, span,
    CAST(at_least AS DECIMAL(18, 2)) AS at_least, CAST(at_most AS DECIMAL(18, 2)) AS at_most,
    area_code, CAST(from_year AS INTEGER) AS from_year, CAST(to_year AS INTEGER) AS to_year, source
FROM reference.funding_rules
ORDER BY rule
