-- One row per known error of corrections.toml and what became of it in this build.
SELECT * FROM stage.corrections ORDER BY position
