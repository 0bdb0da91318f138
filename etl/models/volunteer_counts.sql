-- One row per year and area in which numbered volunteers served, and per year one of everywhere (area_level 0): how many
-- they were, how many of them had hours, how many had served there in the year before too, how many never before.
-- A person's years are the bits of one number, counted from 2000 (records/volunteer_hours.toml knows no earlier day).
WITH by_place AS (
    SELECT
        area_code, volunteer_id,
        bit_or(CAST(1 AS BIGINT) << CAST(year(served_on) - 2000 AS INTEGER)) AS served,
        bit_or(CASE WHEN hours > 0 THEN CAST(1 AS BIGINT) << CAST(year(served_on) - 2000 AS INTEGER)
            ELSE CAST(0 AS BIGINT) END) AS worked
    FROM volunteer_hours
    WHERE volunteer_id IS NOT NULL AND year(served_on) BETWEEN 2000 AND 2060
    GROUP BY area_code, volunteer_id
),
placed AS (
    SELECT volunteer_id, served, worked, l1, l2, l3, l4, l5, l6 FROM by_place JOIN stage.places USING (area_code)
),
persons AS (
    SELECT 0 AS area_level, '' AS area_code, volunteer_id, bit_or(served) AS served, bit_or(worked) AS worked
    FROM by_place GROUP BY volunteer_id
    UNION ALL
    SELECT 1, l1, volunteer_id, bit_or(served), bit_or(worked)
    FROM placed WHERE l1 IS NOT NULL GROUP BY l1, volunteer_id
    UNION ALL
    SELECT 2, l2, volunteer_id, bit_or(served), bit_or(worked)
    FROM placed WHERE l2 IS NOT NULL GROUP BY l2, volunteer_id
    UNION ALL
    SELECT 3, l3, volunteer_id, bit_or(served), bit_or(worked)
    FROM placed WHERE l3 IS NOT NULL GROUP BY l3, volunteer_id
    UNION ALL
    SELECT 4, l4, volunteer_id, bit_or(served), bit_or(worked)
    FROM placed WHERE l4 IS NOT NULL GROUP BY l4, volunteer_id
    UNION ALL
    SELECT 5, l5, volunteer_id, bit_or(served), bit_or(worked)
    FROM placed WHERE l5 IS NOT NULL GROUP BY l5, volunteer_id
    UNION ALL
    SELECT 6, l6, volunteer_id, bit_or(served), bit_or(worked)
    FROM placed WHERE l6 IS NOT NULL GROUP BY l6, volunteer_id
),
alike AS (
    SELECT area_level, area_code, served, worked, count(*) AS volunteers
    FROM persons
    GROUP BY area_level, area_code, served, worked
),
years AS (
    SELECT DISTINCT
        CAST(year(served_on) AS INTEGER) AS year,
        CAST(1 AS BIGINT) << CAST(year(served_on) - 2000 AS INTEGER) AS bit
    FROM volunteer_hours
    WHERE volunteer_id IS NOT NULL AND year(served_on) BETWEEN 2000 AND 2060
),
by_year AS (
    SELECT
        year, area_level, area_code,
        CAST(sum(volunteers) AS BIGINT) AS volunteers,
        CAST(sum(CASE WHEN (worked & bit) <> 0 THEN volunteers ELSE 0 END) AS BIGINT) AS active,
        CAST(sum(CASE WHEN (served & (bit >> 1)) <> 0 THEN volunteers ELSE 0 END) AS BIGINT) AS stayed,
        CAST(sum(CASE WHEN (served & (bit - 1)) = 0 THEN volunteers ELSE 0 END) AS BIGINT) AS joined
    FROM alike
    JOIN years ON (served & bit) <> 0
    GROUP BY year, area_level, area_code
),
reached AS (
    SELECT DISTINCT l1, l2, l3, l4, l5, l6 FROM stage.places WHERE area_code IN (SELECT area_code FROM by_place)
),
lineages AS (
    SELECT 0 AS area_level, '' AS area_code, CAST(NULL AS VARCHAR) AS l1, CAST(NULL AS VARCHAR) AS l2,
        CAST(NULL AS VARCHAR) AS l3, CAST(NULL AS VARCHAR) AS l4, CAST(NULL AS VARCHAR) AS l5,
        CAST(NULL AS VARCHAR) AS l6
    UNION ALL
    SELECT DISTINCT 1, l1, l1, NULL, NULL, NULL, NULL, NULL FROM reached WHERE l1 IS NOT NULL
    UNION ALL
    SELECT DISTINCT 2, l2, l1, l2, NULL, NULL, NULL, NULL FROM reached WHERE l2 IS NOT NULL
    UNION ALL
    SELECT DISTINCT 3, l3, l1, l2, l3, NULL, NULL, NULL FROM reached WHERE l3 IS NOT NULL
    UNION ALL
    SELECT DISTINCT 4, l4, l1, l2, l3, l4, NULL, NULL FROM reached WHERE l4 IS NOT NULL
    UNION ALL
    SELECT DISTINCT 5, l5, l1, l2, l3, l4, l5, NULL FROM reached WHERE l5 IS NOT NULL
    UNION ALL
    SELECT DISTINCT 6, l6, l1, l2, l3, l4, l5, l6 FROM reached WHERE l6 IS NOT NULL
)
SELECT by_year.year, area_code, area_level, l1, l2, l3, l4, l5, l6, volunteers, active, stayed, joined
FROM by_year
JOIN lineages USING (area_level, area_code)
ORDER BY year, area_level, area_code
