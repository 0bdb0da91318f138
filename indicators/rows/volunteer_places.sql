-- one row per place where numbered volunteers served up to the last day of a period, which is the last one of a month
SELECT DISTINCT
    period,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM volunteer_months
JOIN (SELECT period, max(ends_on) AS ends_on FROM periods GROUP BY ALL) AS history ON month <= history.ends_on
WHERE volunteers > 0
