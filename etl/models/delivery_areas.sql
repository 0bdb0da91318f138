-- One row per delivery that declares an area and a period: nothing delivered there and then means zero.
SELECT
    delivery, type, area_code, area_level, l1, l2, l3, l4, l5, l6,
    coalesce(from_on, DATE '1900-01-01') AS from_on,
    coalesce(to_on, CAST(timezone('Asia/Shanghai', received_at) AS DATE)) AS to_on
FROM stage.manifests
JOIN stage.places ON places.area_code = manifests.area
WHERE NOT is_withdrawn AND (from_on IS NOT NULL OR to_on IS NOT NULL)
ORDER BY sequence, delivery
