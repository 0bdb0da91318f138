-- every row counted with whether its place lies inside the cover
SELECT chosen.*, covered.area_code IS NOT NULL AS is_covered
FROM chosen
LEFT JOIN covered USING (period, area_code)
