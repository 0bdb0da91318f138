-- one row per area whose code is among the nearest to one that is in no tree: written with one or two slips
SELECT area_code, name, path
FROM areas
WHERE is_canonical AND damerau_levenshtein(area_code, $code) <= 2
ORDER BY damerau_levenshtein(area_code, $code), level, area_code
LIMIT $limit
