-- One row per row of a register that a later one of its record took the place of; `left_at` is the delivery since which
-- the record no longer bears the words of that row. A hub takes no word away from a record: until somebody else sends
-- the record again it bears the former ones, too (NULL), so that rows of others that say them go on meaning it.
CREATE VIEW stage.former_{type} AS
SELECT *
FROM (
    SELECT
        judged.*,
        min(_sequence) FILTER (sender.within NOT LIKE 'hub:%') OVER (
            PARTITION BY _key ORDER BY _sequence, _row ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS left_at
    FROM stage.judged_{type} AS judged
    JOIN stage.manifests AS sender ON sender.delivery = judged._delivery AND sender.type = '{type}'
    WHERE _state <> 'withdrawn' AND _key IN (SELECT _key FROM stage.judged_{type} WHERE _state = 'superseded')
)
WHERE _state = 'superseded';
