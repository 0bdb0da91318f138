-- one row per thing found about an organisation, a hub or a project: remarks on its rows, rows that wait, corrections, doubles
WITH named AS (
    SELECT _delivery AS delivery, _row AS row, 'organizations' AS type FROM organizations WHERE org_id = $org
    UNION ALL SELECT _delivery, _row, 'hubs' FROM hubs WHERE hub_id = $hub
    UNION ALL SELECT _delivery, _row, 'ratings' FROM ratings WHERE org_id = $org
    UNION ALL SELECT _delivery, _row, 'activities' FROM activities WHERE org_id = $org OR project_id = $project
    UNION ALL SELECT _delivery, _row, 'funding' FROM funding WHERE org_id = $org OR project_id = $project
    UNION ALL SELECT _delivery, _row, 'volunteer_hours' FROM volunteer_hours WHERE org_id = $org OR project_id = $project
    UNION ALL SELECT _delivery, _row, 'projects' FROM projects WHERE org_id = $org OR project_id = $project
    UNION ALL SELECT _delivery, _row, 'project_scores' FROM project_scores WHERE project_id = $project
),
said AS (
    SELECT '提示' AS kind, findings.type, findings.file, findings.row, findings."column", findings.rule, findings.message
    FROM findings
    SEMI JOIN named USING (delivery, row, type)
    UNION ALL
    SELECT '待核', pending_rows.type, deliveries.file, pending_rows.row, '', '待核', pending_rows.reason
    FROM pending_rows
    JOIN deliveries ON deliveries.delivery = pending_rows.delivery AND deliveries.type = pending_rows.type
    WHERE pending_rows.value IN ($org, $hub, $project)
    UNION ALL
    SELECT '更正', corrections.type, '', NULL, corrections."column", outcome, why
    FROM corrections
    WHERE (corrections.type = 'organizations' AND corrections.key = $org) OR (corrections.type = 'hubs' AND corrections.key = $hub)
    UNION ALL
    SELECT '疑似重复', 'organizations', '', NULL, 'name', '',
        '可能与“' || CASE WHEN id_a = $org THEN name_b ELSE name_a END || '”（'
            || CASE WHEN id_a = $org THEN id_b ELSE id_a END || '）是同一个组织：' || reason
    FROM near_duplicates
    WHERE kind = 'organizations' AND $org IN (id_a, id_b)
)
SELECT
    said.kind,
    said.type,
    record_types.name AS type_name,
    said.file,
    said.row,
    coalesce(record_columns.name, said."column") AS column_name,
    said.rule,
    said.message
FROM said
LEFT JOIN record_types ON record_types.type = said.type
LEFT JOIN record_columns ON record_columns.type = said.type AND record_columns."column" = said."column"
ORDER BY list_position(['待核', '疑似重复', '更正', '提示'], said.kind), said.type, said.file, said.row, said.message
