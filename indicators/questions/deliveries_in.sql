-- one row per delivery with rows at or below an area, or declared for it, newest first (every delivery without an area)
WITH here AS (
    SELECT DISTINCT _delivery FROM (
        SELECT _delivery FROM organizations WHERE {within_area}
        UNION ALL SELECT _delivery FROM hubs WHERE {within_area}
        UNION ALL SELECT _delivery FROM activities WHERE {within_area}
        UNION ALL SELECT _delivery FROM funding WHERE {within_area}
        UNION ALL SELECT _delivery FROM volunteer_days WHERE {within_area}
        UNION ALL SELECT _delivery FROM ratings WHERE {within_area}
        UNION ALL SELECT _delivery FROM workforce WHERE {within_area}
        UNION ALL SELECT _delivery FROM population WHERE {within_area}
        UNION ALL SELECT _delivery FROM projects WHERE {within_area}
        UNION ALL SELECT _delivery FROM trainings WHERE {within_area}
        UNION ALL SELECT _delivery FROM demands WHERE {within_area}
        UNION ALL SELECT _delivery FROM points WHERE {within_area}
        UNION ALL SELECT _delivery FROM partners WHERE {within_area}
        UNION ALL SELECT _delivery FROM milestones WHERE {within_area}
        UNION ALL SELECT _delivery FROM facilities WHERE {within_area}
        UNION ALL SELECT _delivery FROM honours WHERE {within_area}
        UNION ALL SELECT _delivery FROM improvements WHERE {within_area}
        UNION ALL SELECT _delivery FROM project_scores WHERE {within_area}
        UNION ALL SELECT _delivery FROM assessments WHERE {within_area}
        UNION ALL SELECT _delivery FROM targets WHERE {within_area}
        UNION ALL SELECT delivery FROM delivery_areas WHERE {within_area}
    )
)
SELECT
    deliveries.delivery, file, sheet, deliveries.type, record_types.name, source, received_at, rows_read, skipped,
    accepted, rejected, duplicates, current, pending, superseded, withdrawn, erased, merged, "from", "to", mode, status,
    deliveries.area, areas.path AS area_path, record_types.position
FROM deliveries
LEFT JOIN record_types ON record_types.type = deliveries.type
LEFT JOIN areas ON areas.area_code = deliveries.area AND areas.is_canonical
WHERE $area IS NULL OR deliveries.delivery IN (SELECT _delivery FROM here)
ORDER BY received_at DESC, sequence DESC, deliveries.delivery
