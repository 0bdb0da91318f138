-- one row per community and value of the chosen side (领域 or 服务对象) that occurs, and one without value for the others;
-- reported says whether nothing means zero
WITH communities AS (
    SELECT area_code, name, l1, l2, l3, l4
    FROM areas
    WHERE level = 5
        AND kind IN ('居委会', '村委会')
        AND {within_area}
        AND ($area IS NOT NULL OR l4 IN (SELECT area_code FROM areas WHERE level = 4 AND has_data))
),
held AS (
    SELECT
        l5 AS area_code,
        coalesce(CASE WHEN $side = 'beneficiary' THEN beneficiary ELSE field END, '未填写') AS word,
        visits,
        org_id
    FROM activities
    WHERE {within_area}
        AND l5 IS NOT NULL
        AND held_on BETWEEN coalesce($from_on, DATE '1900-01-01') AND coalesce($to_on, DATE '2100-12-31')
        AND ($brand IS NULL OR coalesce(list_contains($brand, brand), list_contains($brand, '未填写')))
        AND NOT coalesce(list_contains($not_brand, brand), list_contains($not_brand, '未填写'), FALSE)
        AND ($kind IS NULL OR coalesce(list_contains($kind, kind), list_contains($kind, '未填写')))
        AND NOT coalesce(list_contains($not_kind, kind), list_contains($not_kind, '未填写'), FALSE)
        AND ($field IS NULL OR coalesce(list_contains($field, field), list_contains($field, '未填写')))
        AND NOT coalesce(list_contains($not_field, field), list_contains($not_field, '未填写'), FALSE)
        AND ($beneficiary IS NULL OR coalesce(list_contains($beneficiary, beneficiary), list_contains($beneficiary, '未填写')))
        AND NOT coalesce(list_contains($not_beneficiary, beneficiary), list_contains($not_beneficiary, '未填写'), FALSE)
),
cells AS (
    SELECT
        area_code,
        word,
        CAST(count(*) AS BIGINT) AS activities,
        CAST(sum(visits) AS BIGINT) AS visits,
        CAST(count(DISTINCT org_id) AS BIGINT) AS organizations
    FROM held
    GROUP BY ALL
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
)
SELECT
    communities.area_code,
    communities.name,
    communities.l4 AS street_code,
    cells.word,
    cells.activities,
    cells.visits,
    cells.organizations,
    (
        communities.area_code IN (SELECT area_code FROM shown WHERE area_code IS NOT NULL)
        OR communities.l1 IN (SELECT area_code FROM declared)
        OR communities.l2 IN (SELECT area_code FROM declared)
        OR communities.l3 IN (SELECT area_code FROM declared)
        OR communities.l4 IN (SELECT area_code FROM declared)
        OR communities.area_code IN (SELECT area_code FROM declared)
    ) AS reported
FROM communities
LEFT JOIN cells USING (area_code)
ORDER BY communities.area_code, cells.word
