-- B108: points redeemed at a partner before it joined or after it left.
-- Reads: points, partners.
SELECT
    points._delivery AS delivery, 'points' AS type, points._row AS row, 'happened_on' AS "column", happened_on AS found,
    'B108' AS rule,
    '与“' || name || '”的合作' || concat_ws('、', '开始于' || signed_on, '结束于' || ended_on) || '，' || happened_on
        || '的兑换不在合作期内，请核对日期或商家' AS message
FROM points
JOIN partners USING (partner_id)
WHERE happened_on < signed_on OR happened_on > ended_on
