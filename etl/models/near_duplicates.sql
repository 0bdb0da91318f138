-- One row per pair of organisations or activities that may be one and the same: for a person to decide, never merged.
-- Reads: organizations, activities, who sent them. Pairs are only looked for inside blocks that share a key (a code, a
-- street and a name or a name less one sign, an organisation and a day). A key that more than 40 of one scope share tells
-- nothing of them and is left out for them, so that nobody's made-up names hide a pair of others. Of what one scope
-- brought so many names are looked for less one sign, and so many pairs made, as a register of a large city needs:
-- made-up names cost everybody's builds no more. All this follows from the scope's own rows alone.
-- Two communities may each have a 舞蹈队: their names only meet inside one community, or where one of the two lies at
-- the street and does not name it. Organisations that followed one another in time are no pair. levenshtein counts
-- bytes: three are one Chinese character. The number of a pair is made of what no sender can type between the ids, and
-- long enough that nobody finds two pairs with one number. Names of more than 60 signs are not looked for less one sign:
-- a register of names as long as a cell takes would fill the disk with them. Of activities that are alike the first is
-- the one with the lowest number as it was sent: whether one has a mark depends on the rows of others (etl/apart.py).
WITH streets AS (
    SELECT DISTINCT l1, l2, l3, l4, l5 FROM organizations
),
stems AS (
    SELECT
        streets.*, stage.area_stem(province.name) AS p1, stage.area_stem(city.name) AS p2,
        stage.area_stem(county.name) AS p3, stage.area_stem(street.name) AS p4, stage.area_stem(community.name) AS p5
    FROM streets
    LEFT JOIN stage.place_names AS province ON province.area_code = l1
    LEFT JOIN stage.place_names AS city ON city.area_code = l2
    LEFT JOIN stage.place_names AS county ON county.area_code = l3
    LEFT JOIN stage.place_names AS street ON street.area_code = l4
    LEFT JOIN stage.place_names AS community ON community.area_code = l5
),
registered AS (
    SELECT
        org_id, name, area_code, l1, l2, l3, l4, l5, l6, closed_on, coalesce(l4, area_code) AS block,
        least(established_on, registered_on, filed_on, joined_on) AS started_on,
        substr(coalesce(uscc, CASE WHEN regexp_full_match(org_id, '[0-9A-HJ-NPQRTUWXY]{18}') THEN org_id END), 9, 9) AS body,
        stage.bare_name(name) AS bare, within
    FROM organizations
    JOIN stage.senders ON senders.delivery = _delivery AND senders.type = 'organizations'
),
without_street AS (
    SELECT
        registered.*, p5,
        stage.without_area(
            stage.without_area(stage.without_area(stage.without_area(bare, p1), p2), p3), p4
        ) AS street_stem
    FROM registered
    LEFT JOIN stems
        ON stems.l1 IS NOT DISTINCT FROM registered.l1 AND stems.l2 IS NOT DISTINCT FROM registered.l2
        AND stems.l3 IS NOT DISTINCT FROM registered.l3 AND stems.l4 IS NOT DISTINCT FROM registered.l4
        AND stems.l5 IS NOT DISTINCT FROM registered.l5
),
stemmed AS (
    SELECT *, stage.without_area(street_stem, p5) AS stem FROM without_street
),
lessened AS (
    SELECT *, sum(length(stem) * length(stem)) OVER (PARTITION BY within ORDER BY org_id) AS signs
    FROM stemmed
    WHERE length(stem) BETWEEN 5 AND 60
),
keyed AS (
    SELECT org_id, within, 1 AS rank, '' AS block, body AS key FROM stemmed WHERE body <> ''
    UNION SELECT org_id, within, 2, block, stem FROM stemmed WHERE length(stem) >= 2
    UNION SELECT org_id, within, 2, block, street_stem FROM stemmed WHERE length(street_stem) >= 2
    UNION SELECT org_id, within, 3, block, unnest(stage.near_keys(stem)) FROM lessened
    WHERE within = '' OR signs <= 20000000
    UNION SELECT org_id, within, 4, block, stage.name_core(stem) FROM stemmed WHERE length(stage.name_core(stem)) >= 4
),
several AS (
    SELECT rank, block, key FROM keyed GROUP BY ALL HAVING count(*) > 1
),
shared AS (
    SELECT rank, block, key, within, count(*) AS own
    FROM keyed
    SEMI JOIN several USING (rank, block, key)
    GROUP BY ALL
    HAVING count(*) <= 40
),
telling AS (
    SELECT rank, block, key, within
    FROM shared
    QUALIFY within = '' OR sum(own * (own - 1)) OVER (PARTITION BY within ORDER BY rank, block, key) <= 300000
),
met AS (
    SELECT keyed.* FROM keyed SEMI JOIN telling USING (rank, block, key, within)
),
candidates AS (
    SELECT one.org_id AS id_a, other.org_id AS id_b, min(rank) AS rank
    FROM met AS one
    JOIN met AS other USING (rank, block, key)
    WHERE one.org_id < other.org_id
    GROUP BY ALL
),
pairs AS (
    SELECT
        'organizations' AS kind, id_a, id_b, a.name AS name_a, b.name AS name_b,
        CASE WHEN a.l5 IS NULL THEN b.area_code ELSE a.area_code END AS area_code,
        coalesce(a.l1, b.l1) AS l1, coalesce(a.l2, b.l2) AS l2, coalesce(a.l3, b.l3) AS l3,
        coalesce(a.l4, b.l4) AS l4, coalesce(a.l5, b.l5) AS l5, coalesce(a.l6, b.l6) AS l6,
        CASE
            WHEN rank = 1 THEN 0.95 WHEN rank = 2 AND a.bare = b.bare THEN 1.0 WHEN rank = 2 THEN 0.95
            WHEN rank = 3 THEN 0.85 ELSE 0.8 END AS score,
        CASE
            WHEN rank = 1 THEN '统一社会信用代码中的主体标识码相同'
            WHEN rank = 2 AND a.name = b.name THEN '同一地区，名称相同'
            WHEN rank = 2 THEN '同一地区，除区域名、括号和空格外名称相同'
            WHEN rank = 3 THEN '同一地区，名称只差一个字' ELSE '同一地区，名称只差“协会”“中心”一类的词' END AS reason
    FROM candidates
    JOIN stemmed AS a ON a.org_id = id_a
    JOIN stemmed AS b ON b.org_id = id_b
    WHERE coalesce(a.closed_on > b.started_on, TRUE) AND coalesce(b.closed_on > a.started_on, TRUE)
        AND (
            rank = 1 OR a.l5 IS NOT DISTINCT FROM b.l5
            OR (a.l5 IS NULL OR b.l5 IS NULL) AND a.street_stem = b.street_stem
            OR a.l5 IS NULL AND a.bare = a.street_stem OR b.l5 IS NULL AND b.bare = b.street_stem
        )
        AND (rank <= 2 OR coalesce(a.started_on = b.started_on, TRUE))
        AND (rank <> 3 OR levenshtein(a.stem, b.stem) BETWEEN 1 AND 3)
),
repeated AS (
    SELECT org_id, held_on, coalesce(l4, area_code) AS place, stage.bare_name(name) AS bare
    FROM activities
    WHERE stage.bare_name(name) <> ''
    GROUP BY ALL
    HAVING count(*) > 1
),
alike AS (
    SELECT activities.*, place, bare, row_number() OVER (
        PARTITION BY activities.org_id, activities.held_on, place, bare
        ORDER BY split_part(activity_id, '⟪', 1), activities.hub_id, activities.area_code, activity_id
    ) AS turn
    FROM repeated
    JOIN activities
        ON activities.org_id = repeated.org_id AND activities.held_on = repeated.held_on
        AND coalesce(activities.l4, activities.area_code) = place AND stage.bare_name(activities.name) = bare
),
events AS (
    SELECT
        'activities' AS kind, earlier.activity_id AS id_a, later.activity_id AS id_b,
        earlier.name AS name_a, later.name AS name_b,
        later.area_code, later.l1, later.l2, later.l3, later.l4, later.l5, later.l6,
        CASE WHEN earlier.visits IS NOT DISTINCT FROM later.visits THEN 1.0 ELSE 0.9 END AS score,
        '同一组织、同一天、同名' || CASE WHEN earlier.visits = later.visits THEN '，人次也相同' ELSE '' END AS reason
    FROM alike AS later
    JOIN alike AS earlier USING (org_id, held_on, place, bare)
    WHERE earlier.turn = 1 AND later.turn > 1
)
SELECT
    left(sha256(concat_ws(chr(31), kind, id_a, id_b)), 32) AS pair_id, kind, id_a, id_b, name_a, name_b, area_code,
    l1, l2, l3, l4, l5, l6, CAST(score AS DOUBLE) AS score, reason
FROM (FROM pairs UNION ALL FROM events)
ORDER BY kind, score DESC, id_a, id_b
