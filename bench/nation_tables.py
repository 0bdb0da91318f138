"""What a country's records look like, as SELECTs for bench/nation.py: who there is, and what one month brings.

Skew: urban communities (居委会) and some provinces hold more organisations; activities and hours follow a power law
over organisations, volunteers keep to a circle of their organisation. `u(a, b, c)` is a number in [0, 1) that is always
the same for the same three.
"""

from __future__ import annotations

MACROS = """
    CREATE MACRO u(a, b, c) AS (hash(a, b, c) % 1073741824) / 1073741824.0;
    CREATE MACRO pick(list, number) AS list[1 + CAST(number * len(list) AS INTEGER) % len(list)];
    CREATE MACRO pseudonym(number) AS
        translate(to_base64(unhex(left(md5(CAST(number AS VARCHAR)), 18))), '+/', '-_');
"""
COMMUNITIES = """
    CREATE TABLE communities AS
    SELECT row_number() OVER (
            ORDER BY u(area_code, 0, 1) / (CASE kind WHEN '居委会' THEN 4 ELSE 1 END * (1 + hash(l1) % 4)), area_code
        ) - 1 AS number, area_code, name, l1, l3, l4
    FROM stage.tree WHERE level = 5 AND is_canonical
"""
REGISTER = """
    CREATE TABLE register AS
    WITH drawn AS (
        SELECT n, CAST(floor(pow(u(n, 0, 2), 1.5) * (SELECT count(*) FROM communities)) AS BIGINT) AS place,
            pick(['社区社会组织', '社区社会组织', '社区社会组织', '社区社会组织', '社区社会组织', '志愿团队',
                  '志愿团队', '社会服务机构', '社会团体', '其他'], u(n, 0, 3)) AS legal_form,
            DATE '2009-01-01' + CAST(n * 6205 // $organizations AS INTEGER) AS started_on
        FROM range($organizations) AS t(n)
    )
    SELECT n, 'T' || n AS org_id, legal_form, started_on, place, area_code, l4,
        communities.name || pick($signs, u(n, 0, 4)) || pick($signs, u(n, 0, 5))
            || pick(['舞蹈队', '合唱团', '志愿服务队', '老年协会', '书画社', '邻里互助会', '调解室', '读书会', '棋友会',
                     '太极队', '巡逻队', '服务中心', '环保小组', '妈妈课堂', '议事会', '爱心超市'], u(n, 0, 6)) AS name
    FROM drawn JOIN communities ON number = place
    ORDER BY n
"""
SIGNS = "春夏秋冬梅兰竹菊松柏银红蓝金晨夕阳光和美福安乐康馨宁新欣同心彩虹长青先锋暖家友善仁爱明德"
HUBS = """
    CREATE TABLE streets AS
    SELECT 'H' || row_number() OVER (ORDER BY count(*) DESC, l4) AS hub_id, l4
    FROM register WHERE l4 IS NOT NULL GROUP BY l4 ORDER BY count(*) DESC, l4 LIMIT $hubs
"""
REGISTERS = {
    "hubs": """
        SELECT hub_id, tree.name || '社会组织服务中心' AS name, '街道' AS level, area_code,
            DATE '2009-01-01' AS established_on
        FROM streets JOIN stage.tree AS tree ON tree.area_code = streets.l4 AND is_canonical
    """,
    "organizations": """
        SELECT org_id, name, legal_form, area_code, hub_id, started_on AS established_on,
            CASE WHEN legal_form IN ('社会团体', '社会服务机构') THEN '登记' ELSE '备案' END AS registration,
            CASE WHEN legal_form IN ('社会团体', '社会服务机构') THEN started_on END AS registered_on,
            CASE WHEN legal_form NOT IN ('社会团体', '社会服务机构') THEN started_on END AS filed_on,
            CASE WHEN hub_id IS NOT NULL THEN pick(['本土孵化', '引进', '自发', '自发'], u(n, 0, 7)) END AS origin,
            pick(['社区服务', '文化体育', '社会事务', '慈善救助', '疏导维权', '市民教育', NULL], u(n, 0, 8)) AS field,
            CASE WHEN n % 40 = 39 AND started_on < DATE '2022-01-01'
                THEN started_on + 1095 + CAST(hash(n) % 300 AS INTEGER) END AS closed_on,
            pick(['初创期', '成长期', '成熟期'], u(n, 0, 9)) AS stage,
            pick(['单独组建', '联合组建', '区块联建', '未覆盖'], u(n, 0, 10)) AS party_coverage
        FROM register LEFT JOIN streets USING (l4)
        ORDER BY n
    """,
    "ratings": """
        SELECT org_id, '年度梯队' AS ladder, year, pick(['基础', '基础', '良好', '优秀'], u(n, year, 11)) AS grade
        FROM register, range($first, $first + $years) AS y(year)
        WHERE n % 4 = 0 AND year(started_on) <= year
        ORDER BY year, n
    """,
    "population": """
        SELECT area_code, year, '常住人口' AS basis,
            CAST(150000 + u(area_code, 0, 12) * 900000 + (year - $first) * 1000 AS BIGINT) AS persons
        FROM stage.tree, range($first, $first + $years) AS y(year) WHERE level = 3 AND is_canonical
        UNION ALL
        SELECT area_code, 2020, '常住人口', CAST(800 + u(area_code, 0, 13) * 4000 AS BIGINT)
        FROM (SELECT DISTINCT area_code FROM register)
    """,
}
DRAWN = """
    CREATE OR REPLACE TABLE month_activities AS
    WITH drawn AS (
        SELECT a, CAST(floor(pow(u(a, $seed, 20), 3) * $working) AS BIGINT) AS chosen FROM range($activities) AS t(a)
    )
    SELECT a, n, org_id, area_code, 'A' || $label || '-' || a AS activity_id,
        $month + CAST(u(a, $seed, 21) * $days AS INTEGER) % $days AS held_on
    FROM drawn JOIN register ON n = chosen - CASE WHEN chosen % 40 = 39 THEN 1 ELSE 0 END
    ORDER BY held_on, a
"""
"""Organisations whose number leaves 39 close one day and hold nothing."""
EVENTS = {
    "activities": """
        SELECT activity_id, org_id, area_code, held_on,
            pick(['邻里', '健康', '反诈', '安全', '垃圾分类', '亲子', '助老', '普法'], u(a, $seed, 22))
                || pick(['讲座', '活动日', '培训', '市集', '走访', '课堂'], u(a, $seed, 23))
                || '第' || (a % 97) || '场' AS name,
            pick(['文体活动', '讲座', '志愿服务', '志愿服务', '便民服务', '为老服务', '培训'], u(a, $seed, 24)) AS kind,
            pick(['老年人', '儿童青少年', '残障人士', '全体居民', NULL], u(a, $seed, 25)) AS beneficiary,
            10 + CAST(pow(u(a, $seed, 26), 4) * 800 AS BIGINT) AS visits,
            u(a, $seed, 27) < 0.6 AS with_community, u(a, $seed, 28) < 0.9 AS with_organization,
            u(a, $seed, 29) < 0.4 AS with_social_worker, u(a, $seed, 30) < 0.5 AS with_volunteer,
            u(a, $seed, 31) < 0.1 AS with_charity,
            CASE WHEN u(a, $seed, 32) < 0.1 THEN '品牌' || n % 400 END AS brand
        FROM month_activities
        ORDER BY held_on, a
    """,
    "funding": """
        SELECT 'F' || $label || '-' || f AS funding_id, org_id, area_code,
            $month + CAST(u(f, $seed, 40) * $days AS INTEGER) % $days AS paid_on,
            round(500 + pow(u(f, $seed, 41), 5) * 200000, 2) AS amount,
            pick(['到账', '到账', '到账', '拨付'], u(f, $seed, 42)) AS status,
            pick(['财政资金', '财政资金', '福彩公益金', '企业', '社会捐赠'], u(f, $seed, 43)) AS source,
            pick(['政府购买', '公益创投', '以奖代补', '捐赠'], u(f, $seed, 44)) AS instrument
        FROM (
            SELECT f, CAST(floor(pow(u(f, $seed, 45), 2) * $working) AS BIGINT) AS chosen FROM range($grants) AS t(f)
        ) JOIN register ON n = chosen - CASE WHEN chosen % 40 = 39 THEN 1 ELSE 0 END
        ORDER BY f
    """,
    "volunteer_hours": """
        WITH drawn AS (
            SELECT r, CAST(floor(pow(u(r, $seed, 50), 1.5) * $activities) AS BIGINT) AS a FROM range($rows) AS t(r)
        )
        SELECT 'R' || $label || '-' || r AS record_id, org_id, activity_id, area_code, held_on AS served_on,
            pseudonym(
                CASE WHEN u(r, $seed, 51) < 0.85
                    THEN hash(n, CAST(floor(pow(u(r, $seed, 52), 2) * 60) AS BIGINT)) % $volunteers
                    ELSE CAST(floor(pow(u(r, $seed, 53), 2) * $volunteers) AS UBIGINT) END
            ) AS volunteer_id,
            0.5 + floor(pow(u(r, $seed, 54), 2) * 15) / 2 AS hours
        FROM drawn JOIN month_activities USING (a)
    """,
}
