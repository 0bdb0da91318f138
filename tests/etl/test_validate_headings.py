"""Which table it is, which column, which unit, which area."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.errors import DeliveryError
from etl.record import record_types
from etl.validate import declared_area_code, recognise
from tests.etl.drawn_tables import ACTIVITY, judged, raw

STRANGE_HEADERS = {
    "areas": "编码|网格名称|层级|所属社区代码|设立日期",
    "population": "区划|统计年度|口径|年末人口总数（万人）|总户数",
    "hubs": "平台编号|平台名称|服务层级|服务范围|挂牌时间",
    "organizations": "序号|社团名称|统一社会信用代码|社会组织类型|登记情况|所在街道|所在社区|孵化/引进|出壳时间",
    "ratings": "统一社会信用代码|评级体系|评定年度|评定结果|公告日期",
    "activities": "*活动编号\n（必填）|活 动 主 题|承办组织编号|活动地点|开展时间|活动类别|受益人群|参与人次|志愿者数",
    "funding": "凭证号|拨付时间|拨付金额[元]|款项状态|经费来源|资金用途|捐赠方|收款单位代码|是否代管资金",
    "volunteer_hours": "志愿者ID|服务组织编号|签到日期|服务时长/分钟|服务地点",
    "workforce": "辖区|年度|专职社区工作者|持证社工人数|社工站个数|社区用房面积（㎡）",
    "projects": "序号|申报编号|申报项目名称|创投批次|申报单位|所在街道|实施社区|"
    "申报时间|评审时间|立项时间|申报金额（万元）|资助金额（万元）|得票数",
    "project_scores": "申报编号|申报项目|评委序号|公益性（100分）|"
    "专业性（100分）|经济性（100分）|凝聚性（100分）|发展性（100分）",
    "trainings": "培训场次编号|培训主题|培训类别|授课形式|培训时间|所在街道|参加人次|学员人数|"
    "培训时长（小时）|承办单位",
    "assessments": "被评估组织|评估标准|评估年度|一级指标名称|二级指标|评估得分|分值|评估时间",
    "targets": "考核指标|所在区县|目标年份|目标数|要求|文件依据",
    "milestones": "机构名称|同步环节|社会组织时间|党组织时间",
    "demands": "工单编号|诉求内容|诉求类型|所属街道|所属社区|来源渠道|登记时间|分流去向|对接单位|办结时间|回访结果",
    "points": "交易编号|志愿者ID|业务类型|兑换时间|服务社区|兑换商家|分值|商品名称",
    "partners": "序号|企业编号|合作单位名称|单位类型|所在社区|签约时间|是否签约|支持方式|折合金额（万元）",
    "facilities": "场所编号|场所名称|场所类型|所在街道|所在社区|使用面积（㎡）|每天开放小时数|挂牌日期",
    "honours": "获奖编号|奖项名称|荣誉类别|授予级别|所在街道|获奖时间|获奖单位",
    "improvements": "事项编号|优化事项名称|所在街道|实施日期|优化前环节|优化后环节|优化前时限|优化后时限（天）",
}


@pytest.mark.parametrize("record_id", STRANGE_HEADERS)
def test_headers_nobody_here_wrote_are_recognised(record_id):
    assert recognise(raw(STRANGE_HEADERS[record_id])).id == record_id


@pytest.mark.parametrize("record_type", record_types().values(), ids=lambda r: r.id)
@pytest.mark.parametrize("way", ["name", "first synonym", "last synonym", "required only"])
def test_every_record_type_is_recognised_from_any_of_its_headings(record_type, way):
    columns = [c for c in record_type.columns if c.required or way != "required only"]
    columns += [record_type.column(group[0]) for group in record_type.one_of if way == "required only"]
    pick = {"first synonym": lambda c: c.synonyms[0], "last synonym": lambda c: c.synonyms[-1]}
    heading = pick.get(way, lambda c: c.name)
    assert recognise(raw("|".join(heading(column) for column in columns))).id == record_type.id


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("姓名|年龄|性别", "认不出这是哪一种表"),
        ("活动编号|活动名称|活动日期|活动类型|服务人次|组织编号", "“活动”表，但缺少必填列“区域代码”"),
        ("志愿者编号|组织编号|区域代码|服务日期|积分", "缺少必填列“服务时长”"),
        ("组织编号|区域代码|服务日期|服务时长", "缺少必填列“志愿者编号或志愿者人数”"),
        ("资金编号|日期|金额|金额|资金状态|资金来源|资金用途", "都像是“金额”列"),
        ("资金编号|日期|拨付金额|到账金额|资金状态|资金来源|资金用途", "都像是“金额”列"),
    ],
)
def test_headers_that_cannot_be_used_are_refused_with_what_is_missing(header, said):
    with pytest.raises(DeliveryError) as caught:
        recognise(raw(header, "1"))
    assert said in str(caught.value) and caught.value.hint


def test_extra_columns_are_listed_and_not_stored():
    outcome = judged(
        "activities", ACTIVITY + "|序号|天气|联系电话", "A|名|KX|330102011|2016-06-01||讲座|1|1|是|1|晴|0571-8888"
    )
    assert outcome.ignored_columns == ["序号", "天气", "联系电话"]
    assert [(w.rule, w.column) for w in outcome.warnings] == [("B019", "天气"), ("B020", "联系电话")]
    assert "晴" not in repr(outcome.rows)


def test_the_basis_of_a_population_may_stand_in_the_heading_of_its_numbers():
    outcome = judged("population", "区域代码|年份|年末城镇常住人口（万人）", "330102011|2016|1.5")
    assert [(row["basis"], row["persons"]) for row in outcome.rows] == [("城镇常住人口", 15000)]
    outcome = judged("population", "区域代码|年份|户籍人口数|人口口径", "330102011|2016|15|常住")
    assert [(row["basis"], row["persons"]) for row in outcome.rows] == [("常住人口", 15)]
    with pytest.raises(DeliveryError, match="“常住人口”、“户籍人口”都像是“人口数”列"):
        judged("population", "区域代码|年份|常住人口|户籍人口", "330102011|2016|15|16")
    with pytest.raises(DeliveryError, match="缺少必填列“人口口径”"):
        recognise(raw("区域代码|年份|年末总人口"))


FUNDING = "资金编号|日期|金额|资金状态|资金来源|资金用途"


def test_the_unit_of_a_heading_wins_over_the_titles():
    header = FUNDING.replace("金额", "金额（元）")
    outcome = judged("funding", header, "F|2016-06-01|20|拨付|财政|创投", declared_unit="万元")
    assert outcome.rows[0]["amount"] == Decimal("20.00")


@pytest.mark.parametrize("heading", ["金额（美元）", "金额（天）"])
def test_a_unit_nobody_can_convert_refuses_the_table(heading):
    with pytest.raises(DeliveryError, match="无法换算"):
        judged("funding", FUNDING.replace("金额", heading), "F|2016-06-01|20|拨付|财政|创投")


def test_the_identifier_of_a_column_names_no_unit():
    header = "facility_id|name|kind|area_code|opened_on|hours_per_day"
    assert judged("facilities", header, "F|某站|服务站|330102011|2016-06-01|8").rows[0]["hours_per_day"] == 8


def test_areas_are_found_by_name_below_the_declared_area_and_by_their_path():
    header = "活动编号|组织编号|所在街道|所在社区|活动日期|活动类型"
    rows = [
        "A|KX|凯旋街道|景芳社区|2016-06-01|讲座",
        "B|KX|凯旋街道||2016-06-01|讲座",
        "C|KX||南肖埠社区|2016-06-01|讲座",
    ]
    outcome = judged("activities", header, *rows, declared_area="杭州市上城区")
    assert [row["area_code"] for row in outcome.rows] == ["330102011002", "330102011000", "330102011005"]


def test_a_code_stands_before_the_names_beside_it():
    header = "活动编号|组织编号|区域代码|街道|活动日期|活动类型"
    rows = ["A|KX|330102011000|不存在街道|2016-06-01|讲座", "B|KX||凯旋街道|2016-06-01|讲座"]
    outcome = judged("activities", header, *rows, declared_area="330102000000")
    assert [row["area_code"] for row in outcome.rows] == ["330102011000"] * 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("上城区凯旋街道（330102011000）", "330102011000"),
        ("杭州市上城区凯旋街道", "330102011000"),
        ("凯旋街道", None),
        (None, None),
    ],
)
def test_the_declared_area(text, code):
    assert declared_area_code(raw("甲|乙", declared_area=text)) == code
