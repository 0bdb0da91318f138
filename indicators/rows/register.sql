-- one row per organisation not yet closed on the last day of a period; registration is NULL while it has no standing
SELECT
    period,
    ends_on,
    org_id,
    area_code, area_level, l1, l2, l3, l4, l5, l6,
    hub_id,
    legal_form,
    field,
    origin,
    stage,
    coalesce(party_coverage, '未填写') AS party_coverage,
    established_on,
    registered_on,
    joined_on,
    hatched_on,
    CASE
        WHEN registered_on <= ends_on THEN '登记'
        WHEN filed_on <= ends_on THEN '备案'
        WHEN coalesce(established_on, joined_on) <= ends_on
            THEN CASE WHEN registered_on IS NULL AND filed_on IS NULL THEN registration ELSE '未登记' END
    END AS registration,
    CASE WHEN hatched_on <= ends_on
        THEN CASE WHEN party_passed_on <= ends_on THEN '双孵化' ELSE '单孵化' END
    END AS incubation
FROM organizations
JOIN periods ON closed_on IS NULL OR closed_on > ends_on
