-- One row per payment under a rule on amounts: what it adds up to under that rule, and how it breaks it (NULL: it does not).
-- The rule of the nearest area holds; what adds up are payments under rules of that area, wherever in it they lie. What was
-- taken back counts off, of an award only by naming it (parent_id). A year is over once the data reach into a later one,
-- whoever's they are: the same for everybody, whichever payments there are. Of payments of one day the one with the lower
-- number came first: the number as it was sent, because whether it has a mark depends on the rows of others (etl/apart.py).
WITH matching AS (
    SELECT
        funding.*,
        rules.rule, rules.span, rules.payee, rules.at_least, rules.at_most,
        coalesce(rules.area_code, '') AS ruled_by,
        CASE rules.payee WHEN '枢纽' THEN funding.hub_id ELSE funding.org_id END AS payee_id,
        CASE rules.span
            WHEN '每年' THEN CAST(year(funding.paid_on) AS VARCHAR)
            WHEN '每次' THEN CASE WHEN funding.status = '收回' THEN funding.parent_id ELSE funding.funding_id END
            ELSE ''
        END AS part,
        CASE WHEN funding.status = '收回' THEN -abs(funding.amount) ELSE funding.amount END AS net,
        coalesce(
            list_position(
                [funding.l1, funding.l2, funding.l3, funding.l4, funding.l5, funding.l6], rules.area_code
            ), 0
        ) AS depth
    FROM funding
    JOIN funding_rules AS rules ON rules.instrument = funding.instrument
        AND funding.status IN (rules.status, '收回')
        AND year(funding.paid_on) BETWEEN coalesce(rules.from_year, 0) AND coalesce(rules.to_year, 9999)
    WHERE NOT funding.custody
        AND (
            rules.area_code IS NULL
            OR rules.area_code IN (funding.l1, funding.l2, funding.l3, funding.l4, funding.l5, funding.l6)
        )
    QUALIFY rank() OVER (PARTITION BY funding.funding_id, rules.payee ORDER BY depth DESC) = 1
),
added AS (
    SELECT
        *,
        sum(net) OVER so_far AS paid_so_far,
        count(*) FILTER (WHERE net > 0) OVER so_far AS times,
        sum(net) OVER together AS paid_together,
        max(CASE WHEN net > 0 THEN paid_on END) OVER together AS last_on
    FROM matching
    WINDOW
        so_far AS (
            PARTITION BY instrument, ruled_by, payee, payee_id, span, part
            ORDER BY paid_on, split_part(funding_id, '⟪', 1), hub_id, area_code, funding_id
        ),
        together AS (PARTITION BY instrument, ruled_by, payee, payee_id, span, part)
),
judged AS (
    SELECT
        *,
        CASE
            WHEN payee_id IS NULL THEN NULL
            WHEN span = '一次性' AND times > 1 THEN '重复发放'
            WHEN least(paid_so_far, paid_together) > at_most THEN '超出上限'
            WHEN span <> '一次性' AND paid_together < at_least AND paid_on = last_on
                AND (span = '每次' OR year(data_date) > year(paid_on)) THEN '低于标准'
        END AS breach
    FROM added
    CROSS JOIN stage.clock
    WHERE net > 0
)
SELECT
    funding_id, rule, paid_on, status, source, instrument, span, payee, payee_id, hub_id, org_id, project_id, amount,
    at_least, at_most, CAST(paid_so_far AS DECIMAL(18, 2)) AS paid_so_far, CAST(times AS BIGINT) AS times, breach,
    CAST(
        CASE breach
            WHEN '超出上限' THEN least(amount, paid_so_far - at_most)
            WHEN '重复发放' THEN amount
            WHEN '低于标准' THEN paid_together - at_least
        END AS DECIMAL(18, 2)
    ) AS beyond,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM judged
ORDER BY paid_on, funding_id, rule
