-- one row per payment or pledge within a period
SELECT
    period,
    funding_id,
    amount,
    status,
    source,
    instrument,
    donor,
    hub_id,
    org_id,
    project_id,
    area_code, area_level, l1, l2, l3, l4, l5, l6,
    CASE WHEN custody THEN '代管' ELSE '自有' END AS custody_word,
    CASE WHEN parent_id IS NOT NULL THEN '转拨' ELSE '首次' END AS regrant_word
FROM funding
JOIN periods ON paid_on BETWEEN starts_on AND ends_on
WHERE paid_on BETWEEN $first_day AND $last_day
