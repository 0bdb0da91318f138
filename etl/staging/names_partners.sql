-- One row per word that means a partner: its id, its name where only one bears it (id NULL where several do), or a name
-- that only it bore in an earlier delivery.
WITH words AS (
    SELECT 1 AS rank, partner_id AS value, partner_id FROM stage.partners
    UNION ALL SELECT 2, name, partner_id FROM stage.partners
    UNION ALL
    SELECT 3, judged.name, partner_id
    FROM stage.judged_partners AS judged
    SEMI JOIN stage.partners USING (partner_id)
    WHERE judged._state = 'superseded'
),
strongest AS (
    SELECT value, min(rank) AS rank FROM words GROUP BY value
)
SELECT value, CASE WHEN count(DISTINCT partner_id) = 1 THEN min(partner_id) END AS id
FROM words
JOIN strongest USING (value, rank)
WHERE value <> ''
GROUP BY value
