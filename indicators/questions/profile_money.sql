-- one row per ownership (自有, 代管), status, first payment or re-grant, source and instrument: payments and their sum
WITH named AS (
    SELECT
        CASE WHEN custody THEN '代管' ELSE '自有' END AS ownership,
        status,
        CASE WHEN parent_id IS NULL THEN '首次' ELSE '转拨' END AS regrant,
        source,
        instrument,
        amount,
        paid_on
    FROM funding
    WHERE {within_area}
        AND ($org IS NULL OR org_id = $org)
        AND ($hub IS NULL OR hub_id = $hub)
        AND ($project IS NULL OR project_id = $project)
),
summed AS (
    SELECT
        ownership, status, regrant, source, instrument,
        CAST(count(*) AS BIGINT) AS payments, sum(amount) AS amount, min(paid_on) AS first_on, max(paid_on) AS last_on
    FROM named
    GROUP BY ALL
)
SELECT *
FROM summed
ORDER BY
    ownership DESC, list_position(['到账', '拨付', '收回', '承诺', '预算'], status), regrant DESC,
    amount DESC, source, instrument
