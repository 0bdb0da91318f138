-- one row per application within a period and step between two stages whose days are both known and in order
WITH steps AS (
    SELECT
        *,
        unnest([
            '征集', '资格审查', '专家评审', '公示', '立项', '中期', '结项', '申报到立项', '立项到结项'
        ]) AS step,
        unnest([
            applied_on - called_on,
            qualified_on - applied_on,
            reviewed_on - qualified_on,
            published_on - reviewed_on,
            approved_on - published_on,
            midterm_on - approved_on,
            closed_on - midterm_on,
            approved_on - applied_on,
            closed_on - approved_on
        ]) AS days
    FROM ({projects}) AS applications
)
SELECT *
FROM steps
WHERE days >= 0
