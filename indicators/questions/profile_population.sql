-- one row per population basis an area itself delivered: the latest year, with the file and row that say so
WITH own AS (
    SELECT basis, arg_max(persons, year) AS persons, max(year) AS year, arg_max(_delivery, year) AS delivery, arg_max(_row, year) AS row
    FROM population
    WHERE area_code = $area
    GROUP BY ALL
)
SELECT own.basis, own.persons, own.year, own.delivery, own.row, deliveries.file
FROM own
LEFT JOIN deliveries ON deliveries.delivery = own.delivery AND deliveries.type = 'population'
ORDER BY own.basis
