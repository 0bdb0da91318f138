-- 全量: organisations of the area that a whole register no longer lists are closed as of its day, not erased. What counts
-- is the day a register tells of, not when it arrived: a register that comes late closes nothing that one of a later
-- day lists. A row that came outside a whole register counts as told when it arrived.
CREATE TABLE stage.closures AS
WITH registers AS (
    SELECT delivery, sequence, area, to_on
    FROM stage.manifests
    WHERE type = 'organizations' AND mode = '全量' AND NOT is_withdrawn AND area IS NOT NULL AND to_on IS NOT NULL
),
listed AS (
    SELECT judged.org_id, max(registers.to_on) AS last_listed
    FROM stage.judged_organizations AS judged
    JOIN registers ON registers.delivery = judged._delivery
    GROUP BY ALL
)
SELECT organizations.org_id, arg_min(registers.delivery, (registers.to_on, registers.sequence)) AS delivery,
    min(registers.to_on) AS closed_on
FROM stage.organizations
JOIN stage.places USING (area_code)
LEFT JOIN listed USING (org_id)
LEFT JOIN registers AS source ON source.delivery = organizations._delivery
JOIN registers
    ON (registers.sequence > organizations._sequence OR source.delivery IS NOT NULL)
    AND coalesce(registers.to_on > last_listed, TRUE)
    AND list_contains([l1, l2, l3, l4, l5, l6], registers.area)
    AND coalesce(least(established_on, registered_on, filed_on, joined_on), DATE '0001-01-01') <= registers.to_on
    AND coalesce(organizations.closed_on > registers.to_on, TRUE)
GROUP BY organizations.org_id;
UPDATE stage.organizations AS register
SET closed_on = closures.closed_on
FROM stage.closures AS closures
WHERE register.org_id = closures.org_id;
