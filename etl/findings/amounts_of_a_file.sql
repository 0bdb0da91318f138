-- B079: a whole file of payments whose middle is a thousand times the middle of the other files of the same county.
-- Reads: funding.
WITH files AS (
    SELECT _delivery, coalesce(l3, l2, l1, '') AS place, status, median(abs(amount)) AS middle, count(*) AS rows
    FROM funding
    WHERE amount <> 0
    GROUP BY ALL
),
places AS (
    SELECT place, status, median(middle) AS middle FROM files GROUP BY ALL HAVING count(*) >= 3
)
SELECT
    _delivery AS delivery, 'funding' AS type, NULL AS row, 'amount' AS "column",
    CAST(round(files.middle, 2) AS VARCHAR) AS found, 'B079' AS rule,
    '这份文件的金额普遍是同区县以往的' || CAST(round(files.middle / places.middle) AS BIGINT)
        || '倍，请确认单位是元还是万元' AS message
FROM files
JOIN places USING (place, status)
WHERE files.rows >= 3 AND files.middle > 1000 * places.middle
