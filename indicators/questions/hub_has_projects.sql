-- one row: how many projects name a hub
SELECT CAST(count(*) AS BIGINT) AS projects FROM projects WHERE hub_id = $hub
