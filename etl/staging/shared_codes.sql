-- One row per 统一社会信用代码 that two or more organisation ids claim, and whose it is: that of the one sender who may
-- speak for the widest scope (everything, an area, a hub), NULL where several of these claim it. So nobody keeps the
-- code of an organisation from whoever registers it by having sent it before; an id claims it as whoever sent that first.
CREATE TABLE stage.shared_codes AS
WITH sent AS (
    SELECT org_id, coalesce(uscc, org_id) AS code,
        CASE WHEN within LIKE 'hub:%' THEN 2 WHEN within LIKE 'area:%' THEN 1 ELSE 0 END AS rank
    FROM stage.judged_organizations
    LEFT JOIN stage.manifests ON delivery = _delivery
    WHERE _state <> 'withdrawn'
),
claims AS (
    SELECT coalesce(latest.uscc, latest.org_id) AS code, latest.org_id, coalesce(min(rank), 0) AS rank
    FROM stage.latest_organizations AS latest
    LEFT JOIN sent ON sent.org_id = latest.org_id AND sent.code = coalesce(latest.uscc, latest.org_id)
    GROUP BY ALL
),
widest AS (
    SELECT code, min(rank) AS rank FROM claims GROUP BY code HAVING count(*) > 1
)
SELECT code, CASE WHEN count(*) = 1 THEN min(org_id) END AS org_id
FROM claims
JOIN widest USING (code, rank)
GROUP BY code;
