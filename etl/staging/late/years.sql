-- One row per calendar year up to the one the data reach.
SELECT CAST(unnest(range(1900, (SELECT year(data_date) + 1 FROM stage.clock))) AS INTEGER) AS year
