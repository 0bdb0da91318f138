-- one row per area that delivered its workforce for the year of a period's last day
SELECT
    period,
    area_code, area_level, l1, l2, l3, l4, l5, l6,
    community_workers,
    social_workers,
    stations,
    facility_m2
FROM workforce
JOIN periods ON year = year(ends_on)
