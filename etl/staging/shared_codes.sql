-- One row per 统一社会信用代码 that two or more organisation ids claim, and whose it is: of those whose sender may speak
-- for the widest scope (everything, an area, a hub) the first's; the others wait. So nobody keeps the code of an
-- organisation from whoever registers it by having sent it before, and no later row of such a sender takes the
-- organisation that has the code out of the register. An id claims it since the first of its rows from which on all say
-- it, and of each kind of sender since the first of theirs: who comes back to a code claims it anew.
CREATE TABLE stage.shared_codes AS
WITH claims AS (
    SELECT coalesce(uscc, org_id) AS code, org_id, _key FROM stage.latest_organizations
),
shared AS (
    SELECT code FROM claims GROUP BY code HAVING count(DISTINCT org_id) > 1
),
said AS (
    SELECT
        judged._key, coalesce(uscc, org_id) AS code, _sequence, _row,
        CASE WHEN within LIKE 'hub:%' THEN 2 WHEN within LIKE 'area:%' THEN 1 ELSE 0 END AS rank,
        first_value(coalesce(uscc, org_id)) OVER (PARTITION BY _key ORDER BY _sequence DESC, _row DESC) AS last_code
    FROM stage.judged_organizations AS judged
    LEFT JOIN stage.manifests ON delivery = _delivery AND manifests.type = 'organizations'
    WHERE _state <> 'withdrawn' AND _key IN (SELECT _key FROM claims SEMI JOIN shared USING (code))
),
counted AS (
    SELECT *, count(*) FILTER (code <> last_code) OVER (
        PARTITION BY _key ORDER BY _sequence DESC, _row DESC
    ) AS others_since
    FROM said
),
claimed AS (
    SELECT claims.code, org_id, rank, _sequence, _row
    FROM claims
    SEMI JOIN shared USING (code)
    JOIN counted ON counted._key = claims._key AND others_since = 0
)
SELECT code, arg_min(org_id, (rank, _sequence, _row)) AS org_id
FROM claimed
GROUP BY code;
