-- one row per street, town or township (and zone unit, told apart) with the hubs open there on a day
WITH streets AS (
    SELECT area_code, name, kind, l3
    FROM areas
    WHERE level = 4
        AND {within_area}
        AND ($area IS NOT NULL OR has_data)
),
opened AS (
    SELECT
        l4 AS area_code,
        list(hub_id ORDER BY name, hub_id) AS hub_ids,
        list(name ORDER BY name, hub_id) AS hub_list,
        CAST(count(*) AS BIGINT) AS hubs
    FROM hubs
    WHERE level <> '社区'
        AND l4 IS NOT NULL
        AND (established_on IS NULL OR established_on <= CAST($day AS DATE))
        AND (closed_on IS NULL OR closed_on > CAST($day AS DATE))
    GROUP BY ALL
)
SELECT
    streets.area_code,
    streets.name,
    kind IN ('街道', '镇', '乡') AS is_expected,
    coalesce(hubs, 0) AS hubs,
    hub_ids,
    hub_list
FROM streets
LEFT JOIN opened USING (area_code)
ORDER BY hubs, streets.area_code
