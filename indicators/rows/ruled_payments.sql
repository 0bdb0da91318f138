-- one row per payment within a period and rule on amounts that it comes under; payments without a named payee cannot be judged
SELECT
    period,
    funding_id,
    amount,
    beyond,
    coalesce(breach, '相符') AS breach,
    paid_so_far IS NULL AS is_untold,
    source,
    instrument,
    hub_id,
    org_id,
    project_id,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM ruled_payments
JOIN periods ON paid_on BETWEEN starts_on AND ends_on
WHERE paid_on BETWEEN $first_day AND $last_day AND payee_id IS NOT NULL
