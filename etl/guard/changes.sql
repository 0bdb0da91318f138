-- One row per published figure that would change by more than a fifth. A figure counts if twenty rows lie behind it;
-- with fewer, if it is not small and it is its own rows that change, not a row that came to them.
WITH compared AS (
    SELECT
        former.type, former.area_code, former.period, former.measure, former.value AS before,
        coalesce(fresh.value, 0) AS after, former.rows AS rows_before, coalesce(fresh.rows, 0) AS rows_after, former.large
    FROM stage.former_figures AS former
    LEFT JOIN stage.fresh_figures AS fresh USING (type, area_code, period, measure)
)
SELECT
    type, area_code, coalesce(place_names.name, area_code) AS area_name, period, measure, before, after,
    round((after - before) / before, 4) AS share
FROM compared
LEFT JOIN stage.place_names USING (area_code)
WHERE before > 0 AND abs(after - before) > {most} * before
    AND (rows_before >= 20 OR (before >= large AND rows_after <= rows_before))
ORDER BY abs(after - before) / before DESC, type, area_code, period, measure
