-- one row per grading of an organisation, latest first: ladder, year, grade, who awarded it, the move since the last one
SELECT
    ratings.ladder,
    ratings.year,
    ratings.grade,
    ratings.grade_rank,
    ratings.score,
    ratings.awarded_by,
    ratings.awarded_on,
    ratings.valid_until,
    rating_moves.direction,
    ratings._delivery AS delivery,
    ratings._row AS row,
    deliveries.file
FROM ratings
LEFT JOIN rating_moves
    ON rating_moves.org_id = ratings.org_id AND rating_moves.ladder = ratings.ladder
    AND rating_moves.next_year = ratings.year
LEFT JOIN deliveries ON deliveries.delivery = ratings._delivery AND deliveries.type = 'ratings'
WHERE ratings.org_id = $org
ORDER BY ratings.year DESC, ratings.ladder
