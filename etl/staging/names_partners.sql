-- One row per word that means a partner: its id, its name where only one bears it (id NULL where several do), or a name
-- it bore in an earlier delivery (former.sql); where several bore it before, the last that did is meant.
WITH words AS (
    SELECT 1 AS rank, partner_id AS value, partner_id, 0 AS left_at FROM stage.partners
    UNION ALL SELECT 2, name, partner_id, 0 FROM stage.partners
    UNION ALL
    SELECT CASE WHEN left_at IS NULL THEN 2 ELSE 3 END, former.name, partner_id, coalesce(left_at, 0)
    FROM stage.former_partners AS former
    SEMI JOIN stage.partners USING (partner_id)
),
placed AS (
    SELECT value, partner_id, rank * 1000000000000 - left_at AS place FROM words WHERE value <> ''
),
strongest AS (
    SELECT value, min(place) AS place FROM placed GROUP BY value
)
SELECT value, CASE WHEN count(DISTINCT partner_id) = 1 THEN min(partner_id) END AS id
FROM placed
JOIN strongest USING (value, place)
GROUP BY value
