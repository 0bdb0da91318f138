-- one row per partner at which points were redeemed in a year: points and how many times
SELECT
    partners.partner_id,
    partners.name,
    partners.kind,
    partners.area_code,
    sum(points.points) AS points,
    CAST(count(*) AS BIGINT) AS times
FROM (SELECT * FROM points WHERE {within_area}) AS points
JOIN partners ON partners.partner_id = points.partner_id
WHERE points.kind = '兑换'
    AND happened_on BETWEEN make_date(CAST($year AS INTEGER), 1, 1) AND make_date(CAST($year AS INTEGER), 12, 31)
GROUP BY ALL
ORDER BY points DESC, partners.partner_id
