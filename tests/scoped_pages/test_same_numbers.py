"""A person with a scope sees exactly the numbers a person without one sees who filters by the same area or hub.

Every difference that there may be has its reason here.
"""

import re
from collections import Counter

import pytest

from access.roles import Role
from components.hubs_facts import MEASURES
from components.indicators_handbook import handbook_of
from components.page import find, state_of
from figures.numbers import exact
from indicators.catalog import denominators
from indicators.evaluate import evaluate
from indicators.published import peers_of_hub
from indicators.rests_on import OF_RULES, WORDS
from indicators.scope import EVERYTHING, Scope, within
from tests.scoped_pages.drawing import body_of, lines, sections, somebody

DISTRICT, STREET, COUNTY = "330102000000", "330102011000", "430121000000"
HUB, COUNTY_HUB = "H330102011000", "H430121001000"
YEAR = "?year=2024"
OF_AREAS = ("/", "/density", "/tiers", "/coverage", "/funding", "/volunteers", "/projects", "/linkage", "/explore",
            "/hubs", "/targets", "/indicators")  # fmt: skip

# the foot of a part tells where its rows come from, not a number
FEET = r"^来源："
# files that also hold rows of other areas are not told by name, nor on which day they came
WHOLE_FILES = r"第 \d+ 行|（\d+ 行）|^\d{4}-\d\d-\d\d$"
# areas and hubs beside the scope are told as published: without those that rest on fewer than five organisations
PEERS = r"同级|中位|居第|位次|居并列第"
# an organisation of another area that was active here is told by its number, not by its name
ELSEWHERE = r"^B\d[\d-]+$"
# volunteers of a hub are too few to be told to somebody who may not see people one by one (indicators/small_cells.py)
FEW = r"按规定"
# what rests on activities outside the scope is not told within it (indicators/rests_on.py)
RESTING = {"创投每人次立项金额元/人次", "每人次立项金额"}
# in how many files records came is told where all of these files lie inside (indicators/scope_views.py)
FILES = {"数据到哪一天"}
# the handbook lists every target there is for anybody; within a scope those of the scope and of what lies above it
TARGETS = r"^(目标|参考) [≥≤]"
ALLOWED = re.compile("|".join((FEET, WHOLE_FILES, PEERS, ELSEWHERE, FEW, TARGETS)))
WHERE = re.compile("全部区域|凯益荟|星沙街道社区社会组织联合会")
"""A hub's account is in a place of the hub's name; somebody without a scope has the hub beside all areas."""


LONG_RUN = [pytest.param(area, marks=pytest.mark.soak) for area in (DISTRICT, COUNTY)]


@pytest.mark.parametrize("area", [STREET, *LONG_RUN])
@pytest.mark.parametrize("path", OF_AREAS)
def test_an_area_has_the_numbers_of_its_filter(demonstration, path, area):
    address = f"{YEAR}&area={area}"
    asked = sections(body_of(path, address))
    with somebody(area=area):
        by_itself, given = sections(body_of(path, YEAR)), sections(body_of(path, address))
        drawn = "".join(lines(body_of(path, address)))
    assert by_itself == given, "the area of the scope is what is meant when none is named"
    assert (WORDS in drawn) == (path in ("/projects", "/indicators"))
    left_out = RESTING | FILES
    assert _told(asked, left_out) == _told(given, left_out)
    whole, own = _told(asked, RESTING), _told(given, RESTING)
    assert all(Counter(own.get(name, ())) <= Counter(whole.get(name, ())) for name in FILES)


@pytest.mark.parametrize("area", [DISTRICT, STREET])
def test_the_profile_of_an_area(demonstration, area):
    asked = sections(body_of(f"/area/{area}"))
    with somebody(area=area):
        assert sections(body_of("/area")) == sections(body_of(f"/area/{area}"))
        assert _told(asked, {}) == _told(sections(body_of(f"/area/{area}")), {})


@pytest.mark.parametrize("area", [DISTRICT, STREET])
def test_the_year_of_a_hub_inside_an_area(demonstration, area):
    asked = sections(body_of(f"/hubs/{HUB}", YEAR))
    beside = {"和同级枢纽比：在册组织", "逐年变化：在册组织", "十项主要数", "怎样计、和谁比"}
    with somebody(area=area):
        given = sections(body_of(f"/hubs/{HUB}", YEAR))
    assert _told(asked, beside) == _told(given, beside)
    assert _ten(asked) == _ten(given)


# what these parts say without a scope, they say of all areas: no row of theirs is asked by hub, so that an account of
# one hub has either only what its own rows say or the reason why there is nothing
# what is told by part of the country is told at the level at which the reader has something in several areas: one
# hub is in one district, so its streets stand where a reader of everything sees districts
BY_PART = {f"各{level}{what}" for level in ("区县", "街道乡镇", "社区村") for what in ("比到账", "的平均联动度")}
NOT_BY_HUB = {
    "/funding": set(),
    "/linkage": {"加：整合社会资源", "减：少走环节", "减：少用天数", "乘：培训赋能", "除：调解纠纷",
                 "需求从哪里来，转到哪里去", "各区县办结需求要几天"},
}  # fmt: skip


@pytest.mark.parametrize("hub", [HUB, COUNTY_HUB])
@pytest.mark.parametrize("path", NOT_BY_HUB)
def test_a_hub_has_the_numbers_of_its_filter(demonstration, path, hub):
    asked = sections(body_of(path, f"{YEAR}&hub={hub}"))
    with somebody(Role.HUB_LEADER, hub=hub):
        given = sections(body_of(path, YEAR))
    left_out = NOT_BY_HUB[path] | BY_PART
    if path == "/funding" and hub == HUB:  # organisations of its street are paid by the street too
        (known, asked), (told, given) = _rules_apart(asked), _rules_apart(given)
        assert OF_RULES not in known and told.count(f"{OF_RULES}。") == told.count(OF_RULES) == 1
    assert _told(asked, left_out) == _told(given, left_out)
    there = sections(body_of(path, f"{YEAR}&hub={hub}&area={hub[1:7]}000000"))
    parts = [{name: rows for name, rows in one.items() if name in BY_PART} for one in (there, given)]
    assert parts[0] == parts[1] and parts[1]


# told by area, or beside others; the ten figures are compared by themselves
OF_THE_AREA = {"和同级枢纽比：在册组织", "逐年变化：在册组织", "十项主要数", "怎样计、和谁比", "需求回应",
               "居民需求逐年", "志愿者与队伍", "提醒线与理由"}  # fmt: skip
# what is made of hours of volunteers, which a hub is told in whole groups of five only
OF_VOLUNTEERS = {"变了什么，为什么", "志愿服务时长", "志愿服务时长逐月", "志愿者留存：一批一批看", "历年各项数",
                 "背后的记录"}  # fmt: skip


@pytest.mark.parametrize("hub", [HUB, COUNTY_HUB])
@pytest.mark.parametrize("path", ["/hubs", "/hub"])
def test_a_hub_has_its_own_year_and_history(demonstration, path, hub):
    asked = sections(body_of(f"{path}/{hub}", YEAR))
    with somebody(Role.HUB_LEADER, hub=hub):
        given = sections(body_of(path, YEAR))
    assert _ten(asked) == _ten(given)
    assert len(_ten(asked)) == (9 if path == "/hubs" else 0)
    left_out = OF_THE_AREA | OF_VOLUNTEERS
    left_out |= {name for name in (*asked, *given) if name.startswith(("需要留意", "项目 "))}
    if path == "/hubs":
        (known, asked), (told, given) = _cost_apart(asked), _cost_apart(given)
        assert known != told == ["每人次立项金额", "元/人次", WORDS, WORDS]
        known, told = asked.pop("资金结构与规则"), given.pop("资金结构与规则")
        at = known.index("与发放规则不符") + 2
        assert told[:at] + told[at + 2 :] == known[:at] + known[at + 2 :] and OF_RULES not in known
        assert told[at : at + 2] == ([OF_RULES] * 2 if hub == HUB else known[at : at + 2])
    assert _told(asked, left_out) == _told(given, left_out)


def _rules_apart(found):
    """What is said of rules on payments, and the parts without it."""
    said = [line for name in ("发放规则与执行", "与规则不符") for line in found[name]]
    words = found[""]
    at = next((n for n, line in enumerate(words) if "发放与规则不符" in line), None)
    rest = words if at is None else words[: at - 2] + words[at + 1 :]
    left = {name: rows for name, rows in found.items() if name not in ("发放规则与执行", "与规则不符")}
    return said, left | {"": rest}


def _cost_apart(found):
    """The one figure of projects that rests on activities of others, and the parts without it."""
    text = found["申报与立项"]
    at = text.index("每人次立项金额")
    return text[at : at + 4], found | {"申报与立项": text[:at] + text[at + 4 :]}


def test_volunteers_too_few_to_be_told_are_no_zero_and_no_missing_record(demonstration):
    with somebody(Role.HUB_LEADER, hub=HUB):
        told = "".join(lines(body_of("/volunteers", YEAR))) + "".join(lines(body_of("/hubs", YEAR)))
    assert "按规定不显示" in told
    assert not re.search(r"(?<!\d)0\.0 小时|没有符合条件的|志愿服务时长写明归本枢纽|志愿服务时长（没有写明", told)


def test_peers_outside_the_scope_are_the_published_ones(demonstration):
    with somebody(Role.HUB_LEADER, hub=HUB):
        table = sections(body_of("/hubs", YEAR))["十项主要数"]
        told = {key: peers_of_hub(HUB, key)[2024] for key in ("orgs", "filings", "hatched")}
    for name, key in (("在册组织", "orgs"), ("新增备案", "filings"), ("孵化成功在册", "hatched")):
        row = table[table.index(name) :][:8]
        assert row[6] == f"约 {exact(told[key].median)}" and f"共 {len(told[key].values) + 1} 个" in row[7]


def test_the_handbook_of_a_hub_has_the_numbers_of_its_filter(demonstration):
    page = find("/indicators")
    with somebody(Role.HUB_LEADER, hub=HUB):
        entries = handbook_of(state_of(page, "/indicators", YEAR)).entries
    known = [entry for entry in entries if entry.row is not None and not entry.row.get("hidden")]
    assert len(known) > 50
    for entry in known:
        with within(EVERYTHING):
            row = evaluate(entry.definition.id, {**entry.choices, "hub": HUB}).rows[0]
        assert entry.row["numerator"] == row["numerator"], entry.definition.id
        if any(denominators()[one].kind == "tree" for one in entry.definition.denominators):
            with within(Scope(hub=HUB)):  # streets and communities in which the hub has something itself
                row = evaluate(entry.definition.id, entry.choices).rows[0]
        assert entry.row["value"] == row["value"], entry.definition.id
    for entry in entries:
        if entry.row is None:
            assert "不能按枢纽分开" in entry.problem


def _told(found, left_out):
    """The numbers of every part, without what is named above."""
    told = {
        name: [WHERE.sub("", line.replace(" · 枢纽：", "")) for line in text if _has_figure(line)]
        for name, text in found.items()
        if name not in left_out
    }
    return {name: text for name, text in told.items() if text}


def _has_figure(line):
    return re.search(r"\d", line) and not ALLOWED.search(line)


def _ten(found):
    """Of the ten figures of a hub's year: this year, last year, the change."""
    table = found.get("十项主要数", [])
    told = [one.name for one in MEASURES if one.name in table and one.key != "hours"]
    return {name: table[table.index(name) :][1:5] for name in told}


def test_differences_are_found():
    """The comparison itself: a number that is not there is a difference."""
    assert _told({"": ["共 12 家"]}, {}) != _told({"": ["共 13 家"]}, {})
