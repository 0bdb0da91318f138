-- one row per organisation: its name
SELECT org_id AS id, name FROM organizations
