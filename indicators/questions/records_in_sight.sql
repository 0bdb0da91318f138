-- one row per organisation and activity of these numbers that is in sight, and per delivery whose waiting rows are
SELECT 'organizations' AS kind, org_id AS id FROM organizations WHERE org_id IN (SELECT unnest($ids))
UNION ALL
SELECT 'activities', activity_id FROM activities WHERE activity_id IN (SELECT unnest($ids))
UNION ALL
SELECT DISTINCT 'deliveries', delivery FROM pending_rows WHERE delivery IN (SELECT unnest($ids))
