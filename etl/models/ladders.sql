-- One row per grade of a ladder.
SELECT ladder, grade, CAST(rank AS INTEGER) AS rank, CAST(valid_years AS INTEGER) AS valid_years
FROM reference.ladders
ORDER BY ladder, rank
