-- one row per activity held within a period
SELECT
    period,
    activity_id,
    org_id,
    hub_id,
    project_id,
    coalesce(project_id, activity_id) AS project_or_activity,
    area_code, area_level, l1, l2, l3, l4, l5, l6,
    brand,
    kind,
    field,
    beneficiary,
    mode,
    visits,
    persons,
    spend,
    with_community, with_organization, with_social_worker, with_volunteer, with_charity
FROM activities
JOIN periods ON held_on BETWEEN starts_on AND ends_on
WHERE held_on BETWEEN $first_day AND $last_day
