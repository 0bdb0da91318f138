-- one row per community without any activity in the period, with whether its zero is a zero (reported) or 未报送;
-- `alike` says how many are reported like it, where only the first $most of each are given
WITH communities AS (
    SELECT area_code, name, path, kind, l1, l2, l3, l4
    FROM areas
    WHERE level = 5
        AND kind IN ('居委会', '村委会')
        AND {within_area}
        AND ($area IS NOT NULL OR l4 IN (SELECT area_code FROM areas WHERE level = 4 AND has_data))
),
served AS (
    SELECT DISTINCT l5 AS area_code
    FROM activities
    WHERE {within_area}
        AND l5 IS NOT NULL
        AND held_on BETWEEN coalesce($from_on, DATE '1900-01-01') AND coalesce($to_on, DATE '2100-12-31')
        AND ($field IS NULL OR coalesce(list_contains($field, field), list_contains($field, '未填写')))
        AND NOT coalesce(list_contains($not_field, field), list_contains($not_field, '未填写'), FALSE)
        AND ($beneficiary IS NULL OR coalesce(list_contains($beneficiary, beneficiary), list_contains($beneficiary, '未填写')))
        AND NOT coalesce(list_contains($not_beneficiary, beneficiary), list_contains($not_beneficiary, '未填写'), FALSE)
        AND ($brand IS NULL OR coalesce(list_contains($brand, brand), list_contains($brand, '未填写')))
        AND NOT coalesce(list_contains($not_brand, brand), list_contains($not_brand, '未填写'), FALSE)
        AND ($kind IS NULL OR coalesce(list_contains($kind, kind), list_contains($kind, '未填写')))
        AND NOT coalesce(list_contains($not_kind, kind), list_contains($not_kind, '未填写'), FALSE)
),
shown AS (
    SELECT DISTINCT l5 AS area_code
    FROM activities
    WHERE {within_area} AND held_on BETWEEN coalesce($from_on, DATE '1900-01-01') AND coalesce($to_on, DATE '2100-12-31')
),
declared AS (
    SELECT DISTINCT area_code
    FROM delivery_areas
    WHERE type = 'activities'
        AND from_on <= coalesce($to_on, DATE '2100-12-31')
        AND to_on >= coalesce($from_on, DATE '1900-01-01')
),
told AS (
    SELECT
        communities.area_code,
        communities.name,
        communities.path,
        communities.l4 AS street_code,
        (
            communities.area_code IN (SELECT area_code FROM shown WHERE area_code IS NOT NULL)
            OR communities.l1 IN (SELECT area_code FROM declared)
            OR communities.l2 IN (SELECT area_code FROM declared)
            OR communities.l3 IN (SELECT area_code FROM declared)
            OR communities.l4 IN (SELECT area_code FROM declared)
            OR communities.area_code IN (SELECT area_code FROM declared)
        ) AS reported
    FROM communities
    ANTI JOIN served USING (area_code)
),
kept AS (
    SELECT
        told.*,
        CAST(count(*) OVER (PARTITION BY reported) AS BIGINT) AS alike,
        row_number() OVER (PARTITION BY reported ORDER BY area_code) AS place
    FROM told
    WHERE $only_reported IS NULL OR reported = $only_reported
)
SELECT area_code, name, path, street_code, reported, alike
FROM kept
WHERE $most IS NULL OR place <= $most
ORDER BY reported DESC, area_code
