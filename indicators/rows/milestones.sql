-- one row per organisation and pair of steps of which at least one track was done on the last day of a period
SELECT
    period,
    org_id,
    hub_id,
    pair,
    CASE WHEN org_on <= ends_on AND party_on <= ends_on THEN abs(org_on - party_on) END AS apart,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM milestones
JOIN periods ON least(org_on, party_on) <= ends_on
