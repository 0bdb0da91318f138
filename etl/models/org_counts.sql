-- One row per year-end, county (what lies above one: the place itself), legal form, state on the register and setting:
-- how many organisations were on the register there. The setting is 农村 or 城市 where the code of a place tells it.
WITH placed AS (
    SELECT
        year, coalesce(l3, l2, l1, area_code) AS area_code,
        CASE WHEN coalesce(l3, l2, l1) IS NULL THEN area_level ELSE least(area_level, 3) END AS area_level, l1, l2, l3,
        CASE WHEN coalesce(l3, l2, l1) IS NULL THEN l4 END AS l4,
        CASE WHEN coalesce(l3, l2, l1) IS NULL THEN l5 END AS l5,
        CASE WHEN coalesce(l3, l2, l1) IS NULL THEN l6 END AS l6,
        legal_form, registration_state,
        CASE
            WHEN length(l5) = 12 THEN substr(l5, 10, 3)
            WHEN l5 IS NULL AND length(l4) = 12 AND substr(l4, 7, 3) BETWEEN '001' AND '099' THEN '001'
            WHEN l5 IS NULL AND length(l4) = 12 AND substr(l4, 7, 3) BETWEEN '100' AND '399' THEN '200'
        END AS own_code
    FROM org_years
)
SELECT
    year, area_code, area_level, l1, l2, l3, l4, l5, l6, legal_form, registration_state,
    CASE
        WHEN own_code BETWEEN '001' AND '199' OR own_code BETWEEN '400' AND '499' THEN '城市'
        WHEN own_code BETWEEN '200' AND '399' OR own_code BETWEEN '500' AND '599' THEN '农村'
    END AS setting,
    count(*) AS organizations
FROM placed
GROUP BY ALL
ORDER BY year, area_code, legal_form, registration_state, setting
