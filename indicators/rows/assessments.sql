-- one row per item of a rubric scored in a year; it belongs to the year's last day
SELECT
    period,
    subject_id,
    rubric,
    dimension AS rubric_dimension,
    item AS rubric_item,
    score,
    full_score,
    hub_id,
    org_id,
    area_code, area_level, l1, l2, l3, l4, l5, l6
FROM assessments
JOIN periods ON make_date(year, 12, 31) BETWEEN starts_on AND ends_on
