-- One row per word that means an organisation: its id, its 统一社会信用代码, the 组织机构代码 inside that (B104), its name
-- where only one bears it, a name it bore in an earlier delivery (former.sql), another spelling of its name (B106:
-- brackets of either width or none, 简称 and 曾用名 told in brackets), or a code it bore in an earlier delivery. Of
-- several that bore it before the last is meant; the id is NULL where several share the word.
WITH registered AS (
    SELECT org_id, name, uscc, substr(uscc, 9, 9) AS body FROM stage.organizations
),
former AS MATERIALIZED (
    SELECT org_id, name, uscc, substr(uscc, 9, 9) AS body, left_at, coalesce(left_at, 0) AS since
    FROM stage.former_organizations
    SEMI JOIN registered USING (org_id)
),
words AS (
    SELECT 1 AS rank, org_id AS value, org_id, 0 AS since FROM registered
    UNION ALL SELECT 2, uscc, org_id, 0 FROM registered WHERE uscc IS NOT NULL
    UNION ALL SELECT 3, body, org_id, 0 FROM registered WHERE uscc IS NOT NULL
    UNION ALL SELECT 3, left(body, 8) || '-' || right(body, 1), org_id, 0 FROM registered WHERE uscc IS NOT NULL
    UNION ALL SELECT 4, name, org_id, 0 FROM registered
    UNION ALL SELECT CASE WHEN left_at IS NULL THEN 4 ELSE 5 END, name, org_id, since FROM former
    UNION ALL SELECT 6, unnest(stage.spellings(name)), org_id, 0 FROM registered
    UNION ALL
    SELECT CASE WHEN left_at IS NULL THEN 6 ELSE 7 END, unnest(stage.spellings(name)), org_id, since FROM former
    UNION ALL
    SELECT CASE WHEN left_at IS NULL THEN 2 ELSE 8 END, uscc, org_id, since FROM former WHERE uscc IS NOT NULL
    UNION ALL
    SELECT CASE WHEN left_at IS NULL THEN 3 ELSE 8 END, unnest([body, left(body, 8) || '-' || right(body, 1)]), org_id,
        since
    FROM former
    WHERE uscc IS NOT NULL
),
placed AS (
    SELECT value, org_id, rank * 1000000000000 - since AS place FROM words WHERE value <> ''
),
strongest AS (
    SELECT value, min(place) AS place FROM placed GROUP BY value
)
SELECT value, CASE WHEN count(DISTINCT org_id) = 1 THEN min(org_id) END AS id
FROM placed
JOIN strongest USING (value, place)
GROUP BY value
