-- one row per area and calendar year up to that of the last day of a period, with how many numbered volunteers served
-- there for the first time and how many had hours, saying whether it is the year of the period
SELECT
    period,
    joined,
    active,
    volunteer_counts.year = year(ends_on) AS is_within,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM volunteer_counts
JOIN periods ON volunteer_counts.year <= year(ends_on)
WHERE area_level = {level}
