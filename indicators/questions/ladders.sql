-- one row per grade of a ladder
SELECT ladder, grade, rank, valid_years
FROM ladders
ORDER BY ladder, rank
