-- One row per time a build was published, held back or gone back to, the oldest first; the last one is this build.
SELECT build, published_at, event, rules_version, deliveries, rows FROM stage.build_history ORDER BY position
