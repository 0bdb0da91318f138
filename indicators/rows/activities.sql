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
    with_community, with_organization, with_social_worker, with_volunteer, with_charity,
    CASE WHEN coalesce(with_community, with_organization, with_social_worker, with_volunteer, with_charity) IS NOT NULL
        THEN coalesce(with_community, FALSE)::INTEGER + coalesce(with_organization, FALSE)::INTEGER
            + coalesce(with_social_worker, FALSE)::INTEGER + coalesce(with_volunteer, FALSE)::INTEGER
            + coalesce(with_charity, FALSE)::INTEGER
    END AS linkage,
    CAST(linkage AS VARCHAR) AS linkage_word,
    nullif(concat_ws('+',
        CASE WHEN with_community THEN '社区' END, CASE WHEN with_organization THEN '社会组织' END,
        CASE WHEN with_social_worker THEN '社工' END, CASE WHEN with_volunteer THEN '志愿者' END,
        CASE WHEN with_charity THEN '慈善资源' END
    ), '') AS together
FROM activities
JOIN periods ON held_on BETWEEN starts_on AND ends_on
WHERE held_on BETWEEN $first_day AND $last_day
