-- one row per organisation, or per organisation of $ids: its name
SELECT org_id AS id, name
FROM organizations
WHERE $ids IS NULL OR org_id IN (SELECT unnest(CAST($ids AS VARCHAR[])))
