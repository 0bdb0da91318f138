-- Every place a record can lie in (one row per code) with its ancestors, and the words that mean it.
CREATE TABLE stage.places AS
SELECT area_code, level AS area_level, l1, l2, l3, l4, l5, l6 FROM stage.tree WHERE is_canonical
UNION ALL
SELECT area_code, level, l1, l2, l3, l4, l5, l6 FROM stage.extra_areas;
CREATE VIEW stage.place_names AS
SELECT area_code, name FROM stage.tree WHERE is_canonical
UNION ALL
SELECT area_code, name FROM stage.extra_areas;
