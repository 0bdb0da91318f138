-- One row per partner: what it gives, from when to when.
SELECT
    partner_id, name, kind, places.area_code, places.area_level, places.l1, places.l2, places.l3, places.l4, places.l5, places.l6,
    hub_id, signed_on, ended_on, agreement, gives, value, brand, _delivery, _row
FROM stage.partners
JOIN stage.places AS places USING (area_code)
ORDER BY partner_id
