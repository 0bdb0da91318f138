-- One row per payment or pledge; it lies in its own area, else its organisation's, else its hub's.
WITH placed AS (
    SELECT
        funding.*,
        coalesce(funding.area_code, organizations.area_code, hubs.area_code) AS place_code
    FROM stage.funding
    LEFT JOIN organizations USING (org_id)
    LEFT JOIN hubs ON hubs.hub_id = funding.hub_id
)
SELECT
    funding_id, paid_on, amount, status, source, instrument, donor, hub_id, org_id, project_id,
    place_code AS area_code, area_level, l1, l2, l3, l4, l5, l6,
    coalesce(in_kind, FALSE) AS in_kind, coalesce(custody, instrument = '代管') AS custody, parent_id, _delivery, _row
FROM placed
LEFT JOIN stage.places ON places.area_code = placed.place_code
ORDER BY date_trunc('month', paid_on), area_code, funding_id
