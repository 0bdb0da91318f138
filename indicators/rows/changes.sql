-- one row per organisation, universe and day it entered (+1) or left (-1) that universe within a period
WITH entered AS (
    SELECT
        organizations.*,
        universes.universe,
        CASE
            WHEN registered_on IS NULL AND filed_on IS NULL THEN CASE
                WHEN registration = '登记'
                    OR (registration = '备案' AND universes.universe <> '登记')
                    OR (registration = '未登记' AND universes.universe = '全部' AND legal_form = '志愿团队')
                    THEN coalesce(established_on, joined_on)
            END
            WHEN universes.universe = '登记' THEN registered_on
            WHEN universes.universe = '全部' AND legal_form = '志愿团队'
                THEN least(registered_on, filed_on, coalesce(established_on, joined_on))
            ELSE least(registered_on, filed_on)
        END AS entered_on
    FROM organizations
    CROSS JOIN (VALUES ('登记'), ('登记备案'), ('全部')) AS universes(universe)
    WHERE legal_form <> '企业'
),
moves AS (
    SELECT *, entered_on AS moved_on, 1 AS change FROM entered WHERE closed_on IS NULL OR closed_on > entered_on
    UNION ALL
    SELECT *, closed_on, -1 FROM entered WHERE closed_on > entered_on
)
SELECT
    period,
    universe,
    change,
    org_id,
    area_code, area_level, l1, l2, l3, l4, l5, l6,
    hub_id,
    legal_form,
    field,
    origin
FROM moves
JOIN periods ON moved_on BETWEEN starts_on AND ends_on
