-- one row per partner in force on the eve of a period, and whether it still is on the period's last day
SELECT
    period,
    partner_id,
    kind AS partner_kind,
    gives,
    brand,
    hub_id,
    ended_on IS NULL OR ended_on > ends_on AS is_kept,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM partners
JOIN (SELECT period, min(starts_on) AS starts_on, max(ends_on) AS ends_on FROM periods GROUP BY ALL) AS whole
    ON signed_on < starts_on AND (ended_on IS NULL OR ended_on >= starts_on)
