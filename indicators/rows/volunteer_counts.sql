-- one row per area and calendar year of a period with how many numbered volunteers served there, and one of nobody per
-- area, organisation and day: where all are counted as groups nobody knows how many different people they were
SELECT
    period,
    volunteers,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM volunteer_counts
JOIN periods ON volunteer_counts.year = year(ends_on)
WHERE area_level = {level}
UNION ALL
SELECT
    period,
    0,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM volunteer_days
JOIN periods ON served_on BETWEEN starts_on AND ends_on
WHERE served_on BETWEEN $first_day AND $last_day
