-- One row per area and year: community workers, licensed social workers, stations, floor space.
SELECT
    area_code, area_level, l1, l2, l3, l4, l5, l6, year, community_workers, social_workers, stations, facility_m2,
    _delivery, _row
FROM stage.workforce
JOIN stage.places USING (area_code)
ORDER BY area_code, year
