-- one row per source that asks to be named wherever its records are shown, with its licence
SELECT DISTINCT attribution
FROM deliveries
WHERE coalesce(attribution, '') <> '' AND withdrawn < accepted
ORDER BY attribution
