"""Every indicator agrees with a second, naive calculation on the lake, on random questions about the demonstration."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import warehouse
from indicators.catalog import catalog
from indicators.evaluate import evaluate
from tests.indicators.second_calculation import CALCULATIONS, calculate
from tests.indicators.second_lake import Lake
from tests.indicators.second_question import Question
from tests.indicators.second_registers import valid_grades

AREAS = [
    None, "330000000000", "330100000000", "330102000000", "330102011000", "330102011001", "330114000000",
    "330114001000", "330802000000", "330802006000", "430000000000", "430121000000", "430121001000", "430121105000",
    "510108014000", "510108014012", "330104000000", "110000000000",
]  # fmt: skip
BASES = {
    "resident_population": "常住人口", "registered_population": "户籍人口", "total_population": "辖区总人口",
    "urban_resident_population": "城镇常住人口",
}  # fmt: skip
WORDS = {
    "field": ["社区服务", "文化体育", "未分类"],
    "legal_form": ["社区社会组织", "志愿团队", "社会团体", "行业协会"],
    "registration": ["登记", "备案", "未登记"],
    "origin": ["本土孵化", "引进", "自发"],
    "stage": ["初创期", "成熟期", "未填写"],
    "incubation": ["双孵化", "单孵化"],
    "hub": ["凯益荟", "幸福驿站", "下沙街道社会组织发展服务中心"],
    "level": ["街道", "社区"],
    "ladder": ["年度梯队", "评估等级", "党组织星级", "志愿团队星级"],
    "kind": ["文体活动", "讲座", "志愿服务", "便民服务"],
    "beneficiary": ["老年人", "全体居民", "未填写"],
    "brand": ["1516便民服务", "公益微创投", "青葵伙伴", "未填写"],
    "mode": ["政府驱动", "志愿者主导", "未填写"],
    "linkage": ["1", "3", "5"],
    "demand_kind": ["服务需求", "矛盾纠纷"],
    "channel": ["网格", "平台"],
    "routed": ["微心愿", "未填写"],
    "satisfaction": ["满意", "未填写"],
    "pair": ["同步组建", "同步出壳"],
    "partner_kind": ["商家", "企业"],
    "gives": ["物资", "场地", "未填写"],
    "training_kind": ["能力培训", "个别督导"],
    "training_mode": ["线上", "线下"],
    "programme": ["育树计划", "未填写"],
    "agreement": ["是", "否"],
    "facility_kind": ["服务站", "工作室"],
    "honour_kind": ["信息发布", "荣誉称号"],
    "honour_level": ["市", "未填写"],
    "rubric": ["枢纽", "社区社会组织"],
    "rubric_dimension": ["培育孵化", "服务开展"],
    "together": ["社会组织+志愿者", "社区+社会组织+社工+志愿者", "未填写"],
    "source": ["财政资金", "企业", "社会捐赠"],
    "instrument": ["公益创投", "捐赠", "项目认领", "场地建设"],
    "custody": ["自有", "代管"],
    "regrant": ["首次", "转拨"],
    "breach": ["重复发放", "超出上限"],
    "round": ["2014年公益微创投", "2023年下沙街道公益创投", "未填写"],
    "category": ["共同富裕", "为老服务", "未填写"],
    "outcome": ["立项", "未通过", "撤回", "在评"],
    "reached": ["专家评审", "公示", "立项", "结项"],
    "step": ["资格审查", "专家评审", "公示", "立项", "申报到立项"],
    "criterion": ["公益性", "经济性", "发展性"],
    "star": ["未达一星", "一星", "三星"],
    "star_ladder": ["国家", "北京市", "张家港市"],
    "type": ["activities", "funding", "organizations"],
}
ALONE = {"ladder", "star_ladder"}
LEAVABLE = set(WORDS) - ALONE  # grades of several ladders at once are no question of the second calculation


@pytest.fixture(scope="module")
def lake(demo_dir):
    return Lake(demo_dir / "demo")


@pytest.fixture(autouse=True)
def demonstration(demo_dir):
    warehouse.use(demo_dir)
    yield
    warehouse.use(None)


def test_every_indicator_is_calculated_a_second_time():
    assert set(catalog()) <= set(CALCULATIONS)


DAYS = st.dates(date(2010, 6, 1), date(2025, 12, 31))


@st.composite
def questions(draw, indicator_id):
    """(choices for evaluate, the same question for the second calculation)."""
    definition = catalog()[indicator_id]
    choices, question = draw(_times(definition.kind))
    if (area := draw(st.sampled_from(AREAS))) is not None:
        choices["area"] = question.area = area
    for key in draw(st.lists(st.sampled_from(sorted(set(definition.filters) & set(WORDS)) or [None]), max_size=2)):
        if key is not None:
            words = draw(st.lists(st.sampled_from(WORDS[key]), min_size=1, max_size=2, unique=True))
            question.filters[key] = words[:1] if key in ALONE else words
            choices[key] = question.filters[key]
    for key in draw(st.lists(st.sampled_from(sorted(set(definition.filters) & LEAVABLE) or [None]), max_size=1)):
        left = [word for word in WORDS.get(key, []) if word not in question.filters.get(key, [])]
        if left:
            question.without[key] = draw(st.lists(st.sampled_from(left), min_size=1, max_size=2, unique=True))
            choices[f"{key}__not"] = question.without[key]
    if "universe" in definition.filters:
        question.universe = draw(st.sampled_from([definition.default_universe or None, "登记", "登记备案", "全部"]))
        if question.universe:
            choices["universe"] = question.universe
    bases = [BASES[key] for key in definition.denominators if key in BASES]
    if bases:
        question.basis = choices["basis"] = draw(st.sampled_from(bases))
    for key, number in definition.parameters.items():
        least, most = int(max(number.least, 1)), int(min(number.most, 400))
        question.numbers[key] = draw(st.integers(least, most))
        choices[key] = str(question.numbers[key])
    return choices, question


@st.composite
def _times(draw, kind):
    """A day, years or a span, in both forms."""
    if kind == "stock" and draw(st.booleans()):
        day = draw(DAYS)
        return {"as_of": day.isoformat()}, Question([(day, day)])
    if kind == "flow" and draw(st.booleans()):
        start, length = draw(DAYS), draw(st.integers(0, 1500))
        end = min(start + timedelta(days=length), date(2025, 12, 31))
        return {"from": start.isoformat(), "to": end.isoformat()}, Question([(start, end)])
    years = sorted(draw(st.sets(st.integers(2011, 2025), min_size=1, max_size=3)))
    spans = [(date(year, 1, 1), date(year, 12, 31)) for year in years]
    return {"year": ",".join(map(str, years))}, Question(spans if kind == "flow" else spans[-1:])


@pytest.mark.parametrize("indicator_id", sorted(catalog()))
def test_agrees(indicator_id, lake):
    agree(indicator_id, lake, 25)


@pytest.mark.soak
@pytest.mark.parametrize("indicator_id", sorted(catalog()))
def test_agrees_for_long(indicator_id, lake):
    agree(indicator_id, lake, 400)


def agree(indicator_id: str, lake: Lake, times: int) -> None:
    """Asks both calculations so many random questions."""

    @settings(max_examples=times, database=None)
    @given(questions(indicator_id))
    def check(asked):
        choices, question = asked
        if indicator_id == "volunteer_retention" and question.day.year >= 2025:
            return
        (row,) = evaluate(indicator_id, choices).rows
        compare(indicator_id, row, calculate(lake, indicator_id, question), question)

    check()


def compare(indicator_id: str, row: dict, expected: tuple, question: Question) -> None:
    """Numerator, denominator and value of a row against the second calculation."""
    definition = catalog()[indicator_id]
    numerator, denominator = expected
    if not row["reported"]:
        assert row["numerator"] is None and row["value"] is None
        assert not numerator
        return
    assert row["numerator"] == numerator
    if definition.has_denominator:
        assert (row["denominator"] or 0) == (denominator or 0)
    if definition.value == "ratio" and definition.has_denominator and numerator is not None and denominator:
        exact = Decimal(numerator) * definition.per / Decimal(denominator)
        assert row["value"] == exact.quantize(Decimal("0.000001"), ROUND_HALF_UP)


TABLES = [
    ("orgs_per_10k_people", {"by": "area,year", "area": "330102000000", "year": "2014-2020"}),
    ("activities", {"by": "year,area,field", "area": "330114001000", "year": "2022-2023"}),
    ("funds_received", {"by": "area,source", "area": "430121000000", "year": "2023"}),
    ("tier_share", {"by": "area,grade", "area": "330102000000", "year": "2018"}),
    ("volunteers", {"by": "area", "level": "5", "area": "330114000000", "year": "2024"}),
    ("project_funnel", {"by": "area,reached", "area": "330102011000", "year": "2014"}),
    ("communities_served", {"by": "area,beneficiary", "area": "330102000000", "year": "2016"}),
]


@pytest.mark.parametrize(("indicator_id", "choices"), TABLES)
def test_rows_of_a_table_are_the_single_questions(indicator_id, choices, lake):
    rows = evaluate(indicator_id, choices).rows
    assert len(rows) > 5
    for row in rows:
        year = row.get("year") or int(choices["year"])
        days = (date(year, 1, 1), date(year, 12, 31))
        filters = {key: [row[key]] for key in choices["by"].split(",") if key in WORDS or key == "grade"}
        question = Question([days], row["area_code"], filters, catalog()[indicator_id].default_universe or None)
        compare(indicator_id, row, calculate(lake, indicator_id, question), question)


def test_grades_end_where_the_next_begins(lake):
    before, after = valid_grades(lake, "年度梯队", date(2019, 12, 31)), valid_grades(lake, "年度梯队", date(2020, 1, 1))
    assert before and after and before != after
