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
lineage AS (
    SELECT year, area_code, area_level, unnest([l1, l2, l3, l4, l5, l6]) AS above_code
    FROM delivered
),
beneath AS (
    SELECT DISTINCT lineage.year, lineage.area_code
    FROM lineage
    JOIN delivered AS above
        ON above.year = lineage.year
        AND above.area_code = lineage.above_code
        AND above.area_level < lineage.area_level
)
SELECT {asked} AS asked_code, year, area_code, area_level, CAST(amount AS BIGINT) AS amount, [l1, l2, l3, l4, l5, l6] AS lineage
FROM delivered
ANTI JOIN beneath USING (year, area_code)
WHERE {asked} IS NOT NULL
