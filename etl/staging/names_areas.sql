-- One row per word that means an area: its code, and for delivered areas their name where only one bears it.
WITH names AS (
    SELECT name AS value, CASE WHEN count(*) = 1 THEN min(area_code) END AS id
    FROM stage.extra_areas
    GROUP BY name
)
SELECT area_code AS value, area_code AS id FROM stage.places
UNION ALL
SELECT value, id FROM names ANTI JOIN stage.places ON value = area_code
