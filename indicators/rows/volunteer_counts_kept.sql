-- one row per area and calendar year of a period or the year after, with how many numbered volunteers served there and
-- how many of them in the year before too, saying which of both it is and whether the year after is over
SELECT
    period,
    volunteers,
    stayed,
    volunteer_counts.year > year(ends_on) AS is_later,
    year(ends_on) < (SELECT year(max(data_date)) FROM builds) AS is_known,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM volunteer_counts
JOIN periods ON volunteer_counts.year BETWEEN year(ends_on) AND year(ends_on) + 1
WHERE area_level = {level}
