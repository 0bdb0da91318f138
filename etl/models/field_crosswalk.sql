-- One row per name in another classification and the field it belongs to.
SELECT frame, name, field FROM reference.field_crosswalk ORDER BY frame, name
