-- one row per area whose code starts with, or whose name or alias contains, the text; best first
WITH named AS (
    SELECT area_code, level, name, parent_code, path, has_data, is_canonical
    FROM areas
    WHERE (contains(name, $text) OR ($is_code AND starts_with(area_code, $text))) AND is_canonical
    UNION
    SELECT areas.area_code, areas.level, areas.name, parent_code, path, has_data, is_canonical
    FROM areas
    JOIN area_aliases ON area_aliases.area_code = areas.area_code AND contains(area_aliases.alias, $text)
    WHERE is_canonical
)
SELECT area_code AS code, name, level, path, has_data
FROM named
WHERE ($level IS NULL OR level = $level) AND ($parent IS NULL OR parent_code = $parent)
ORDER BY has_data DESC, area_code = $text DESC, name = $text DESC, starts_with(name, $text) DESC, level, area_code
LIMIT coalesce($limit, 50)
