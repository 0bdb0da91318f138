-- B105: an organisation whose name is not the one an earlier delivery registered for the same number.
-- Reads: stage.judged_organizations (the earlier rows), organizations. levenshtein counts bytes: three are one character.
WITH former AS (
    SELECT org_id, arg_max(name, (_sequence, _row)) AS name
    FROM stage.judged_organizations
    WHERE _state = 'superseded'
    GROUP BY ALL
)
SELECT
    _delivery AS delivery, 'organizations' AS type, _row AS row, 'name' AS "column", organizations.name AS found,
    'B105' AS rule,
    '代码' || org_id || '登记的名称是“' || former.name || '”，与填写的“' || organizations.name
        || '”不一致' || CASE
            WHEN levenshtein(stage.bare_name(former.name), stage.bare_name(organizations.name)) <= 3
                THEN '，可能是错字，请核对'
            ELSE '。确已更名的不必处理（旧名称仍能对上）；不是同一个组织的，请改正编号' END AS message
FROM organizations
JOIN former USING (org_id)
WHERE stage.bare_name(former.name) <> stage.bare_name(organizations.name)
