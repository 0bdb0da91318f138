-- one row: the organisation with this number, where it belongs, what it was called before, and the file and row that say so
WITH former AS (
    SELECT delivery, row, any_value(regexp_extract(message, '登记的名称是“(.+?)”', 1)) AS former_name
    FROM findings
    WHERE rule = 'B105' AND type = 'organizations'
    GROUP BY ALL
)
SELECT
    organizations.org_id,
    organizations.name,
    former.former_name,
    organizations.uscc,
    organizations.legal_form,
    organizations.registration,
    organizations.origin,
    organizations.field,
    organizations.stage,
    organizations.party_coverage,
    organizations.staff,
    organizations.established_on,
    organizations.registered_on,
    organizations.filed_on,
    organizations.joined_on,
    organizations.hatched_on,
    organizations.party_passed_on,
    organizations.closed_on,
    organizations.area_code,
    organizations.hub_id,
    hubs.name AS hub_name,
    organizations._delivery AS delivery,
    organizations._row AS row,
    deliveries.file,
    deliveries.received_at
FROM organizations
LEFT JOIN hubs USING (hub_id)
LEFT JOIN deliveries ON deliveries.delivery = organizations._delivery AND deliveries.type = 'organizations'
LEFT JOIN former ON former.delivery = organizations._delivery AND former.row = organizations._row
WHERE organizations.org_id = $org
