-- one row per open filter (brand, project, hub, instrument …) and value that occurs at or below an area, most used first
WITH used AS (
    SELECT 'brand' AS filter, brand AS value FROM activities WHERE {within_area}
    UNION ALL SELECT 'project', project_id FROM activities WHERE {within_area}
    UNION ALL SELECT 'project', project_id FROM funding WHERE {within_area}
    UNION ALL SELECT 'kind', kind FROM activities WHERE {within_area}
    UNION ALL SELECT 'beneficiary', beneficiary FROM activities WHERE {within_area}
    UNION ALL SELECT 'mode', mode FROM activities WHERE {within_area}
    UNION ALL SELECT 'field', field FROM organizations WHERE {within_area}
    UNION ALL SELECT 'legal_form', legal_form FROM organizations WHERE {within_area}
    UNION ALL SELECT 'origin', origin FROM organizations WHERE {within_area}
    UNION ALL SELECT 'stage', stage FROM organizations WHERE {within_area}
    UNION ALL SELECT 'ladder', ladder FROM ratings WHERE {within_area}
    UNION ALL SELECT 'source', source FROM funding WHERE {within_area}
    UNION ALL SELECT 'instrument', instrument FROM funding WHERE {within_area}
    UNION ALL SELECT 'donor', donor FROM funding WHERE {within_area}
    UNION ALL SELECT 'hub', name FROM hubs WHERE {within_area}
)
SELECT filter, value, CAST(count(*) AS BIGINT) AS rows
FROM used
WHERE value IS NOT NULL AND ($filter IS NULL OR filter = $filter)
GROUP BY ALL
ORDER BY filter, rows DESC, value
