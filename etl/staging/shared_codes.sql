-- One row per 统一社会信用代码 that two or more organisation ids claim.
CREATE TABLE stage.shared_codes AS
SELECT coalesce(uscc, org_id) AS code
FROM stage.latest_organizations
GROUP BY ALL
HAVING count(DISTINCT org_id) > 1;
