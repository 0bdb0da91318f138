-- One row per area where or below which some record lies ('within'), or that a delivery declares to cover ('below':
-- everything below it counts as having data).
WITH used AS (
    SELECT area_code FROM population
    UNION SELECT area_code FROM hubs
    UNION SELECT area_code FROM organizations
    UNION SELECT area_code FROM activities
    UNION SELECT area_code FROM funding
    UNION SELECT area_code FROM volunteer_months
    UNION SELECT area_code FROM workforce
    UNION SELECT area_code FROM projects
    UNION SELECT area_code FROM trainings
    UNION SELECT area_code FROM demands
    UNION SELECT area_code FROM points
    UNION SELECT area_code FROM partners
    UNION SELECT area_code FROM assessments
    UNION SELECT area_code FROM milestones
    UNION SELECT area_code FROM facilities
    UNION SELECT area_code FROM honours
    UNION SELECT area_code FROM improvements
    UNION SELECT area_code FROM delivery_areas
    UNION SELECT area_code FROM stage.extra_areas
),
above AS (
    SELECT DISTINCT unnest([l1, l2, l3, l4, l5, l6]) AS area_code FROM used JOIN stage.places USING (area_code)
)
SELECT area_code, 'within' AS reach FROM above WHERE area_code IS NOT NULL
UNION ALL
SELECT DISTINCT area_code, 'below' AS reach FROM delivery_areas
ORDER BY reach, area_code
