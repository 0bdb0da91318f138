-- One row per organisation closed because a whole register (全量) no longer lists it.
SELECT org_id, delivery, closed_on FROM stage.closures ORDER BY org_id
