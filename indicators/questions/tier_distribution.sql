-- one row per value of the chosen side (area below, field, legal_form or year), grade and the organisations holding it
WITH days AS (
    SELECT unnest(CAST($days AS DATE[])) AS day
),
valid AS (
    SELECT days.day, ratings.org_id, arg_max(ratings.grade, valid_from) AS grade
    FROM ratings
    JOIN days ON days.day BETWEEN valid_from AND valid_until
    WHERE ladder = $ladder
    GROUP BY ALL
),
placed AS (
    SELECT
        valid.day,
        valid.grade,
        organizations.org_id,
        CASE $side
            WHEN 'field' THEN field
            WHEN 'legal_form' THEN legal_form
            WHEN 'year' THEN CAST(year(valid.day) AS VARCHAR)
            ELSE CASE CAST($level AS INTEGER)
                WHEN 1 THEN l1 WHEN 2 THEN l2 WHEN 3 THEN l3 WHEN 4 THEN l4 WHEN 5 THEN l5 WHEN 6 THEN l6
            END
        END AS side
    FROM valid
    JOIN organizations USING (org_id)
    WHERE {within_area} AND (closed_on IS NULL OR closed_on > valid.day)
        AND ($field IS NULL OR list_contains($field, field))
        AND ($legal_form IS NULL OR list_contains($legal_form, legal_form))
)
SELECT placed.side, areas.name AS area_name, placed.grade, ladders.rank, CAST(count(*) AS BIGINT) AS organizations
FROM placed
LEFT JOIN areas ON $side = 'area' AND areas.area_code = placed.side AND areas.is_canonical
LEFT JOIN ladders ON ladders.ladder = $ladder AND ladders.grade = placed.grade
WHERE placed.side IS NOT NULL
GROUP BY ALL
ORDER BY placed.side, ladders.rank
