-- B079: a payment more than a hundred times the 99th percentile of the others of the same county and status.
-- Reads: funding.
WITH amounts AS (
    SELECT _delivery, _row, status, coalesce(l3, l2, l1, '') AS place, abs(amount) AS amount
    FROM funding
    WHERE amount <> 0
),
usual AS (
    SELECT place, status, list(amount ORDER BY amount)[CAST(ceil(0.99 * (count(*) - 1)) AS BIGINT)] AS high
    FROM amounts
    GROUP BY ALL
    HAVING count(*) >= 20
)
SELECT
    _delivery AS delivery, 'funding' AS type, _row AS row, 'amount' AS "column", amount AS found, 'B079' AS rule,
    '金额明显高于以往（同区县百分之九十九的款项不超过' || high || '元），请确认单位是元还是万元' AS message
FROM amounts
JOIN usual USING (place, status)
WHERE amount > 100 * high
