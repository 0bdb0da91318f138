-- One row per delivered area beyond the national tree whose parents are all known.
WITH RECURSIVE delivered AS (
    SELECT area_code, CAST(level AS INTEGER) AS level, name, parent_code
    FROM stage.latest_areas
    WHERE area_code NOT IN (SELECT area_code FROM stage.tree)
),
reached AS (
    SELECT
        delivered.area_code, delivered.level, delivered.name, delivered.parent_code,
        concat_ws('/', parent.path, delivered.name) AS path,
        CASE WHEN delivered.level = 1 THEN delivered.area_code ELSE parent.l1 END AS l1,
        CASE WHEN delivered.level = 2 THEN delivered.area_code ELSE parent.l2 END AS l2,
        CASE WHEN delivered.level = 3 THEN delivered.area_code ELSE parent.l3 END AS l3,
        CASE WHEN delivered.level = 4 THEN delivered.area_code ELSE parent.l4 END AS l4,
        CASE WHEN delivered.level = 5 THEN delivered.area_code ELSE parent.l5 END AS l5,
        CASE WHEN delivered.level = 6 THEN delivered.area_code ELSE parent.l6 END AS l6
    FROM delivered
    LEFT JOIN stage.tree AS parent ON parent.area_code = delivered.parent_code AND parent.is_canonical
    WHERE delivered.parent_code IS NULL OR parent.level < delivered.level
    UNION
    SELECT
        delivered.area_code, delivered.level, delivered.name, delivered.parent_code,
        concat_ws('/', parent.path, delivered.name) AS path,
        CASE WHEN delivered.level = 1 THEN delivered.area_code ELSE parent.l1 END AS l1,
        CASE WHEN delivered.level = 2 THEN delivered.area_code ELSE parent.l2 END AS l2,
        CASE WHEN delivered.level = 3 THEN delivered.area_code ELSE parent.l3 END AS l3,
        CASE WHEN delivered.level = 4 THEN delivered.area_code ELSE parent.l4 END AS l4,
        CASE WHEN delivered.level = 5 THEN delivered.area_code ELSE parent.l5 END AS l5,
        CASE WHEN delivered.level = 6 THEN delivered.area_code ELSE parent.l6 END AS l6
    FROM delivered
    JOIN reached AS parent ON parent.area_code = delivered.parent_code AND parent.level < delivered.level
)
SELECT
    area_code, level, name, parent_code, path, l1, l2, l3, l4, l5, l6,
    stage.area_kind(area_code, level) AS kind, TRUE AS is_extra, TRUE AS is_canonical
FROM reached
