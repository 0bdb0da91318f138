-- B116: a row that may tell of the same organisation or activity as an earlier one (of activities: in another delivery;
-- within one, reading tells it); a person decides on 待办.
-- Reads: near_duplicates, organizations, activities.
WITH rows AS (
    SELECT 'organizations' AS kind, org_id AS id, name, _delivery, _row FROM organizations
    UNION ALL SELECT 'activities', activity_id, name, _delivery, _row FROM activities
),
placed AS (
    SELECT rows.*, sequence, file
    FROM rows
    SEMI JOIN (FROM near_duplicates SELECT kind, id_a AS id UNION ALL FROM near_duplicates SELECT kind, id_b) AS doubtful
        ON doubtful.kind = rows.kind AND doubtful.id = rows.id
    JOIN stage.manifests ON manifests.delivery = _delivery AND manifests.type = rows.kind
),
pairs AS (
    SELECT
        near_duplicates.kind, near_duplicates.reason, one, other,
        (one.sequence, one._row) > (other.sequence, other._row) AS one_is_later
    FROM near_duplicates
    JOIN placed AS one ON one.kind = near_duplicates.kind AND one.id = id_a
    JOIN placed AS other ON other.kind = near_duplicates.kind AND other.id = id_b
),
ordered AS (
    SELECT
        kind, reason, CASE WHEN one_is_later THEN one ELSE other END AS later,
        CASE WHEN one_is_later THEN other ELSE one END AS earlier
    FROM pairs
)
SELECT
    later._delivery AS delivery, kind AS type, later._row AS row, 'name' AS "column", later.name AS found,
    'B116' AS rule,
    '与《' || translate(earlier.file, '《》', '〈〉') || '》第' || earlier._row || '行（' || earlier.id || '）疑似同一'
        || CASE kind WHEN 'organizations' THEN '组织' ELSE '活动' END || '：' || reason || '，请确认' AS message
FROM ordered
WHERE kind = 'organizations' OR later._delivery <> earlier._delivery
