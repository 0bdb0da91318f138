-- one row per asked area: how many areas of a kind lie at or below it
SELECT {asked} AS asked_code, CAST(count(*) AS BIGINT) AS amount
FROM areas
WHERE {condition} AND {within_area} AND {asked} IS NOT NULL
GROUP BY ALL
