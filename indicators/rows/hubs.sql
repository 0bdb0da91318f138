-- one row per hub open on the last day of a period; a hub without a founding date counts as open
SELECT
    period,
    hub_id,
    level AS hub_level,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM hubs
JOIN periods
    ON (established_on IS NULL OR established_on <= ends_on) AND (closed_on IS NULL OR closed_on > ends_on)
