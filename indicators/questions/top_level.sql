-- one row: the highest level at which an area has data
SELECT min(level) AS level FROM areas WHERE has_data
