-- One row per delivery: what was read, what became of it. Rejected + accepted + duplicates = rows_read;
-- current + superseded + pending + withdrawn = accepted,
-- less the rows of people who had them erased and those that too old ones were added up to (erased, merged).
WITH counted AS (
    SELECT
        delivery, type,
        CAST(sum(rows) FILTER (state = 'current') AS BIGINT) AS current,
        CAST(sum(rows) FILTER (state = 'superseded') AS BIGINT) AS superseded,
        CAST(sum(rows) FILTER (state = 'pending') AS BIGINT) AS pending,
        CAST(sum(rows) FILTER (state = 'withdrawn') AS BIGINT) AS withdrawn
    FROM stage.row_counts
    GROUP BY ALL
)
SELECT
    delivery, file, sheet, type, source, CAST(timezone('UTC', received_at) AS TIMESTAMP) AS received_at, sequence,
    rows_read, skipped, accepted, rejected, duplicates,
    coalesce(current, 0) AS current, coalesce(superseded, 0) AS superseded, coalesce(pending, 0) AS pending,
    coalesce(withdrawn, 0) AS withdrawn, erased, merged,
    area, from_on AS "from", to_on AS "to", mode,
    CASE WHEN is_withdrawn THEN 'withdrawn' WHEN accepted = 0 AND rows_read > 0 THEN 'rejected' ELSE 'loaded' END AS status, messages,
    attribution, within
FROM stage.manifests
LEFT JOIN counted USING (delivery, type)
ORDER BY sequence, delivery
