-- One row per organisation, with the dates that decide whether and how it counts on a day.
SELECT
    org_id, name, uscc, legal_form, registration, area_code, area_level, l1, l2, l3, l4, l5, l6, hub_id, origin,
    coalesce(field, '未分类') AS field, established_on, registered_on, filed_on, joined_on, hatched_on, closed_on,
    stage, party_coverage, party_passed_on, staff, _delivery, _row
FROM stage.organizations
JOIN stage.places USING (area_code)
ORDER BY org_id
