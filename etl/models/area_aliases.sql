-- One row per other way of writing an area.
SELECT area_code, alias FROM reference.area_aliases ORDER BY area_code, alias
