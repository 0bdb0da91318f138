-- One row per organisation and pair of steps: when each of the two tracks took it. It lies where the organisation is.
SELECT
    milestones.org_id, pair, org_on, party_on, places.area_code, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    organizations.hub_id, milestones._delivery, milestones._row
FROM stage.milestones AS milestones
JOIN organizations ON organizations.org_id = milestones.org_id
JOIN stage.places AS places ON places.area_code = organizations.area_code
ORDER BY milestones.org_id, pair
