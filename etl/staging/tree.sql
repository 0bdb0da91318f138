-- One row per area of the national tree and level: its parent, its path in names, its ancestors by level.
WITH codes AS (
    SELECT
        code AS area_code, level, name,
        left(code, 2) || '0000000000' AS l1,
        CASE WHEN level >= 2 THEN left(code, 4) || '00000000' END AS l2,
        CASE WHEN level >= 3 THEN left(code, 6) || '000000' END AS l3,
        CASE WHEN level >= 4 THEN left(code, 9) || '000' END AS l4,
        CASE WHEN level >= 5 THEN code END AS l5
    FROM reference.national_areas
)
SELECT
    codes.area_code, codes.level, codes.name,
    CASE codes.level WHEN 2 THEN codes.l1 WHEN 3 THEN codes.l2 WHEN 4 THEN codes.l3 WHEN 5 THEN codes.l4 END AS parent_code,
    concat_ws('/', province.name, city.name, county.name, street.name, CASE WHEN codes.level = 5 THEN codes.name END) AS path,
    codes.l1, codes.l2, codes.l3, codes.l4, codes.l5, CAST(NULL AS VARCHAR) AS l6,
    stage.area_kind(codes.area_code, codes.level) AS kind,
    FALSE AS is_extra,
    codes.level = min(codes.level) OVER (PARTITION BY codes.area_code) AS is_canonical
FROM codes
LEFT JOIN codes AS province ON province.level = 1 AND province.area_code = codes.l1
LEFT JOIN codes AS city ON city.level = 2 AND city.area_code = codes.l2
LEFT JOIN codes AS county ON county.level = 3 AND county.area_code = codes.l3
LEFT JOIN codes AS street ON street.level = 4 AND street.area_code = codes.l4
ORDER BY codes.level, codes.area_code
