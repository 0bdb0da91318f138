-- 全量: organisations of the area that a whole register no longer lists are closed as of its day, not erased.
CREATE TABLE stage.closures AS
WITH registers AS (
    SELECT delivery, sequence, area, to_on
    FROM stage.manifests
    WHERE type = 'organizations' AND mode = '全量' AND NOT is_withdrawn AND area IS NOT NULL AND to_on IS NOT NULL
)
SELECT organizations.org_id, arg_min(registers.delivery, (registers.to_on, registers.sequence)) AS delivery,
    min(registers.to_on) AS closed_on
FROM stage.organizations
JOIN stage.places USING (area_code)
JOIN registers
    ON registers.sequence > organizations._sequence
    AND list_contains([l1, l2, l3, l4, l5, l6], registers.area)
    AND coalesce(least(established_on, registered_on, filed_on, joined_on), DATE '0001-01-01') <= registers.to_on
    AND coalesce(organizations.closed_on > registers.to_on, TRUE)
ANTI JOIN stage.judged_organizations AS listed
    ON listed._delivery = registers.delivery AND listed.org_id = organizations.org_id
GROUP BY organizations.org_id;
UPDATE stage.organizations AS register
SET closed_on = closures.closed_on
FROM stage.closures AS closures
WHERE register.org_id = closures.org_id;
