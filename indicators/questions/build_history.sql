-- one row per thing that happened to what is published (build, rollback, hold), newest first
SELECT build, published_at, event, rules_version, deliveries, rows
FROM build_history
ORDER BY published_at DESC
LIMIT 30
