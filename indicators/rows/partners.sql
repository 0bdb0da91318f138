-- one row per partner whose cooperation had begun and not ended on the last day of a period
SELECT
    period,
    partner_id,
    kind AS partner_kind,
    gives,
    CASE WHEN agreement THEN '是' WHEN NOT agreement THEN '否' END AS agreement_word,
    brand,
    hub_id,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM partners
JOIN periods ON signed_on <= ends_on AND (ended_on IS NULL OR ended_on > ends_on)
