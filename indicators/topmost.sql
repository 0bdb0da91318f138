-- of rows delivered for an area and again for areas inside it, only the highest count
SELECT *
FROM placed AS here
WHERE NOT EXISTS (
    SELECT 1
    FROM placed AS above
    WHERE above.period = here.period
        AND above.is_covered = here.is_covered
        AND above.area_level < here.area_level
        AND above.area_code IN (here.l1, here.l2, here.l3, here.l4, here.l5, here.l6)
)
