-- one row per farm or zone unit at village level: its activities in a period; they are shown apart from communities
SELECT areas.area_code, areas.name, CAST(count(activity_id) AS BIGINT) AS activities
FROM areas
LEFT JOIN activities
    ON activities.l5 = areas.area_code AND held_on BETWEEN CAST($from_on AS DATE) AND CAST($to_on AS DATE)
WHERE areas.level = 5
    AND areas.kind IN ('类居委会', '类村委会')
    AND $area IS NOT NULL
    AND $area IN (areas.l1, areas.l2, areas.l3, areas.l4, areas.l5)
GROUP BY ALL
ORDER BY activities DESC, areas.area_code
LIMIT 200
