-- One row per reason for which a row was sent back.
WITH problems AS (
    SELECT _delivery, _row, unnest(from_json(problems, '["JSON"]')) AS problem FROM stage.rejected
)
SELECT
    delivery, type, file, sheet, _row AS row, problem ->> 'column' AS "column", problem ->> 'found' AS found,
    problem ->> 'rule' AS rule, problem ->> 'severity' AS severity, problem ->> 'message' AS message
FROM problems
JOIN stage.manifests ON delivery = _delivery
ORDER BY sequence, delivery, row, "column", rule, message
