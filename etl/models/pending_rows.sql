-- One row per accepted row that still waits for its partner (待核), and why.
SELECT delivery, type, row, key, reason
FROM stage.row_states
WHERE state = 'pending'
ORDER BY type, delivery, row, key
