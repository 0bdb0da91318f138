-- One row per item of a rubric a hub or an organisation was assessed by in a year. It lies where the hub serves or the
-- organisation is; subject_id is the one of the two.
SELECT
    assessments.hub_id, assessments.org_id, coalesce(assessments.org_id, assessments.hub_id) AS subject_id, rubric, year, dimension, item, score, full_score,
    assessed_on, awarded_by, places.area_code, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    assessments._delivery, assessments._row
FROM stage.assessments AS assessments
LEFT JOIN organizations ON organizations.org_id = assessments.org_id
LEFT JOIN hubs ON hubs.hub_id = assessments.hub_id
JOIN stage.places AS places ON places.area_code = coalesce(organizations.area_code, hubs.area_code)
ORDER BY rubric, year, subject_id, dimension, item
