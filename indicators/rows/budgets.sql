-- one row per budget, payment or refund of own money within a period; what is passed on from another payment is that payment
SELECT
    period,
    funding.amount,
    funding.status,
    CASE funding.status
        WHEN '拨付' THEN funding.amount
        WHEN '收回' THEN -abs(funding.amount)
    END AS spent,
    CASE WHEN funding.status = '预算' THEN funding.amount END AS budget,
    coalesce(funding.hub_id, funding.area_code) AS keeper,
    year(funding.paid_on) - CAST(strftime(funding.paid_on, '%m-%d') < $year_starts AS INTEGER) AS paid_year,
    funding.source,
    funding.hub_id,
    funding.area_code, funding.area_level, funding.l1, funding.l2, funding.l3, funding.l4, funding.l5, funding.l6
FROM funding
JOIN periods ON funding.paid_on BETWEEN starts_on AND ends_on
-- the row itself, with the numbers it has in the file
JOIN {whole}funding AS own ON own.rowid = funding.rowid
LEFT JOIN {whole}funding AS passed_on
    ON passed_on.funding_id = own.parent_id AND passed_on.status = '拨付' AND funding.status = '拨付'
WHERE funding.paid_on BETWEEN $first_day AND $last_day
    AND funding.status IN ('预算', '拨付', '收回')
    AND NOT funding.custody
    AND passed_on.funding_id IS NULL
