-- One row per area, year and basis: how many people live there.
SELECT area_code, area_level, l1, l2, l3, l4, l5, l6, year, basis, persons, households, _delivery, _row
FROM stage.population
JOIN stage.places USING (area_code)
ORDER BY area_code, year, basis
