-- one row per partner at which points were redeemed in a year: points and how many times
SELECT
    points.partner_id,
    partners.name,
    partners.kind,
    partners.area_code,
    sum(points.points) AS points,
    CAST(count(*) AS BIGINT) AS times
FROM (SELECT * FROM points WHERE {within_area}) AS points
LEFT JOIN partners ON partners.partner_id = points.partner_id
WHERE points.kind = '兑换'
    -- without the mark of a number that is kept apart (etl/apart.py): a scope is shown none
    AND regexp_replace(points.partner_id, '⟪[^⟫]*⟫$', '') IN (
        SELECT regexp_replace(partner_id, '⟪[^⟫]*⟫$', '') FROM {whole}partners
    )
    AND happened_on BETWEEN make_date(CAST($year AS INTEGER), 1, 1) AND make_date(CAST($year AS INTEGER), 12, 31)
GROUP BY ALL
ORDER BY points DESC, points.partner_id
