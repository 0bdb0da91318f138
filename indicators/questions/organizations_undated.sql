-- one row per organisation without any date: never counted, listed here
SELECT org_id, name, legal_form, registration, area_code, _delivery, _row
FROM organizations
WHERE {within_area} AND coalesce(registered_on, filed_on, established_on, joined_on) IS NULL
ORDER BY area_code, org_id
