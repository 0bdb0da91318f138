-- one row per organisation with one of $names: its id
SELECT org_id AS id
FROM organizations
WHERE list_contains(CAST($names AS VARCHAR[]), name)
ORDER BY id
