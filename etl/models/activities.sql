-- One row per activity, where it was held; its field is its own, else its organisation's.
SELECT
    activity_id, activities.name, activities.org_id, activities.hub_id, project_id, brand,
    places.area_code, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    held_on, ended_on, kind, coalesce(activities.field, organizations.field, '未分类') AS field, beneficiary,
    visits, persons, activities.volunteers, mode,
    with_community, with_organization, with_social_worker, with_volunteer, with_charity, spend,
    activities._delivery, activities._row
FROM stage.activities AS activities
JOIN stage.places AS places USING (area_code)
LEFT JOIN organizations ON organizations.org_id = activities.org_id
ORDER BY date_trunc('month', held_on), area_code, activity_id
