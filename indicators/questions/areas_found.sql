-- one row per area whose name, alias or code fits; `before` are words that must occur anywhere in its path
WITH named AS (
    SELECT area_code FROM area_aliases WHERE contains(alias, $q)
)
SELECT area_code AS code, name, level, path
FROM areas
WHERE
    ($level IS NOT NULL OR is_canonical)
    AND ($level IS NULL OR level = $level)
    AND ($parent IS NULL OR parent_code = $parent)
    AND ($above IS NULL OR (area_code <> $above AND $above IN (l1, l2, l3, l4, l5)))
    AND ($q IS NULL OR contains(name, $q) OR starts_with(area_code, $q) OR area_code IN (FROM named))
    AND ($before IS NULL OR list_bool_and(list_transform($before, lambda word: contains(path, word))))
ORDER BY name <> coalesce($q, name), has_data DESC, level, area_code
LIMIT $limit
