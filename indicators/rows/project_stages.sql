-- one row per application within a period and stage it reached: a later stage means that the earlier ones were reached too
SELECT applications.*, stages.reached
FROM ({projects}) AS applications
JOIN (
    VALUES (1, '申报'), (2, '资格审查'), (3, '专家评审'), (4, '公示'), (5, '立项'), (6, '中期'), (7, '结项')
) AS stages(place, reached)
    ON stages.place <= applications.furthest
