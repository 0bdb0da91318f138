-- One row per word that means an organisation: its id, its 统一社会信用代码, the 组织机构代码 inside that (B104), its name
-- where only one bears it, a name that only it bore in an earlier delivery, another spelling of its name (B106:
-- brackets of either width or none, 简称 and 曾用名 told in brackets), or a code that only it bore in an earlier
-- delivery. The id is NULL where several share the word.
WITH registered AS (
    SELECT org_id, name, uscc, substr(uscc, 9, 9) AS body FROM stage.organizations
),
words AS (
    SELECT 1 AS rank, org_id AS value, org_id FROM registered
    UNION ALL SELECT 2, uscc, org_id FROM registered WHERE uscc IS NOT NULL
    UNION ALL SELECT 3, body, org_id FROM registered WHERE uscc IS NOT NULL
    UNION ALL SELECT 3, left(body, 8) || '-' || right(body, 1), org_id FROM registered WHERE uscc IS NOT NULL
    UNION ALL SELECT 4, name, org_id FROM registered
    UNION ALL
    SELECT 5, judged.name, org_id
    FROM stage.judged_organizations AS judged
    SEMI JOIN registered USING (org_id)
    WHERE judged._state = 'superseded'
    UNION ALL SELECT 6, unnest(stage.spellings(name)), org_id FROM registered
    UNION ALL
    SELECT 7, unnest(stage.spellings(judged.name)), org_id
    FROM stage.judged_organizations AS judged
    SEMI JOIN registered USING (org_id)
    WHERE judged._state = 'superseded'
    UNION ALL
    SELECT 8, unnest([uscc, substr(uscc, 9, 9), substr(uscc, 9, 8) || '-' || substr(uscc, 17, 1)]), org_id
    FROM stage.judged_organizations
    SEMI JOIN registered USING (org_id)
    WHERE _state = 'superseded' AND uscc IS NOT NULL
),
strongest AS (
    SELECT value, min(rank) AS rank FROM words GROUP BY value
)
SELECT value, CASE WHEN count(DISTINCT org_id) = 1 THEN min(org_id) END AS id
FROM words
JOIN strongest USING (value, rank)
WHERE value <> ''
GROUP BY value
