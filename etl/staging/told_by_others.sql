-- Of the rows of hours or points whose key others share, which counts: that of whoever may speak for the most
-- (everything, an area by its level, a hub), of two alike the one who told it first, and of that sender the latest.
-- No row of a scope takes the place of one that others sent: replaced by a row with another number, the sum of hours
-- would tell what stood in it. What comes later from somebody else waits ('pending'); what came before is superseded.
WITH sent AS (
    SELECT
        shared.*, sender.within,
        CASE WHEN sender.within = '' THEN 0 WHEN sender.within LIKE 'hub:%' THEN 9 ELSE coalesce(area_level, 8) END AS width
    FROM ({rows}) AS shared
    JOIN stage.manifests AS sender ON sender.delivery = shared._delivery AND sender.type = '{type}'
    LEFT JOIN stage.places AS place ON place.area_code = substr(sender.within, 6)
),
told AS (
    SELECT *, min(_sequence) OVER (PARTITION BY _withdrawn, _key, within) AS told_first FROM sent
),
placed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY _withdrawn, _key ORDER BY width, told_first, within, _sequence DESC, _row DESC
        ) AS place,
        row_number() OVER (PARTITION BY _withdrawn, _key, within ORDER BY _sequence DESC, _row DESC) AS own_place
    FROM told
),
counted AS (
    SELECT
        *,
        min(CASE WHEN place = 1 THEN within END) OVER (PARTITION BY _withdrawn, _key) AS counted_within,
        min(CASE WHEN place = 1 THEN _sequence END) OVER (PARTITION BY _withdrawn, _key) AS counted_at
    FROM placed
)
SELECT
    * EXCLUDE (within, width, told_first, place, own_place, counted_within, counted_at),
    CASE
        WHEN _withdrawn THEN 'withdrawn'
        WHEN place = 1 THEN 'live'
        WHEN own_place = 1 AND within <> counted_within AND _sequence > counted_at THEN 'pending'
        ELSE 'superseded' END AS _state
FROM counted
