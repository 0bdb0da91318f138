-- one row per asked area, year and area whose delivered population stands for it: its own row, else the highest below
WITH delivered AS (
    SELECT area_code, area_level, l1, l2, l3, l4, l5, l6, year, max({column}) AS amount
    FROM population
    WHERE list_contains($years, year)
        AND ($basis = '' OR basis = $basis)
        AND {column} IS NOT NULL
        AND area_level >= {level}
        AND {within_area}
    GROUP BY ALL
),
higher AS (
    SELECT year, area_code, area_level
    FROM delivered
    WHERE area_level < (SELECT max(area_level) FROM delivered)
)
SELECT {asked} AS asked_code, year, area_code, area_level, CAST(amount AS BIGINT) AS amount, [l1, l2, l3, l4, l5, l6] AS lineage
FROM delivered AS here
ANTI JOIN higher AS h1 ON h1.year = here.year AND h1.area_code = here.l1 AND h1.area_level < here.area_level
ANTI JOIN higher AS h2 ON h2.year = here.year AND h2.area_code = here.l2 AND h2.area_level < here.area_level
ANTI JOIN higher AS h3 ON h3.year = here.year AND h3.area_code = here.l3 AND h3.area_level < here.area_level
ANTI JOIN higher AS h4 ON h4.year = here.year AND h4.area_code = here.l4 AND h4.area_level < here.area_level
ANTI JOIN higher AS h5 ON h5.year = here.year AND h5.area_code = here.l5 AND h5.area_level < here.area_level
WHERE {asked} IS NOT NULL
