-- one row: organisations on the register on a day without a valid grade on a ladder (未参评 is not a grade)
WITH valid AS (
    SELECT DISTINCT org_id
    FROM ratings
    WHERE ladder = $ladder AND CAST($day AS DATE) BETWEEN valid_from AND valid_until
)
SELECT CAST(count(*) AS BIGINT) AS organizations, CAST(count(*) FILTER (org_id NOT IN (SELECT org_id FROM valid)) AS BIGINT) AS ungraded
FROM organizations
WHERE {within_area}
    AND legal_form <> '企业'
    AND (closed_on IS NULL OR closed_on > CAST($day AS DATE))
    AND least(registered_on, filed_on, coalesce(established_on, joined_on)) <= CAST($day AS DATE)
    AND ($field IS NULL OR list_contains($field, organizations.field))
    AND ($legal_form IS NULL OR list_contains($legal_form, organizations.legal_form))
