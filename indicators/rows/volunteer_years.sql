-- one row per numbered volunteer with service in the calendar year of a period, wherever it was
SELECT
    period,
    volunteer_id,
    hours,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM volunteer_years
JOIN periods ON volunteer_years.year = year(ends_on)
