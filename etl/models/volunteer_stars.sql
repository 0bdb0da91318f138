-- One row per star of a volunteer and the hours it takes.
SELECT CAST(stars AS INTEGER) AS stars, name, CAST(hours AS DECIMAL(18, 3)) AS hours
FROM reference.volunteer_stars
ORDER BY stars
