-- One row per star of a volunteer on a ladder and the hours it takes; the country's ladder comes first.
SELECT ladder, CAST(stars AS INTEGER) AS stars, name, CAST(hours AS DECIMAL(18, 3)) AS hours, source
FROM reference.volunteer_stars
ORDER BY ladder <> '国家', ladder, stars
