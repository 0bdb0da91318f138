"""What a page shows becomes blocks of a report: words clean, numbers typed, pictures that an office can draw."""

import pytest
from dash import html

from components.behind import Frame, keep
from components.chart import chart
from components.data_table import Column, data_table
from components.indicator_card import Card, Goal, cards
from components.notes import notes
from components.state import State
from components.states import failed, notice
from components.words import box
from figures.bars import ranking
from figures.change import beside, differences
from figures.funnel import funnel
from figures.matrix import matrix
from figures.radar import radar
from figures.scatter import quadrants
from figures.stacked import stacked_share
from figures.trend import trend
from reports.content import Figure, Headlines, Mark, Series, Words
from reports.drawn_tables import _longest_first
from reports.emptiness import gathered
from reports.happened import happened, without_events
from reports.pictures import picture_of
from reports.plain import plain, read_only
from reports.reading import blocks_of, with_sources

LONG = "名字长得图上写不下的某某街道社会组织发展服务中心"
ROWS = [
    {"name": LONG, "value": 12.345, "own": True},
    {"name": "乙", "value": 0},
    {"name": "丙", "value": None, "reported": False},
]
COLUMNS = [Column("name", "枢纽", text=True), Column("value", "在册组织", "家", 1)]


def drawn(figure, rows=ROWS, columns=COLUMNS, **more):
    table = data_table(columns, rows, "表")
    words = {"subtitle": "家 · 2024年 · 点一条即筛选", "foot": "来源：名录；点一条即筛选。", "summary": "条形图"}
    found = blocks_of(chart(State(), "some", "题", figure, table, **{**words, **more}))
    assert len(found) == 1 and isinstance(found[0], Figure)
    return found[0]


def bars(rows=ROWS):
    return [{"label": row["name"], "value": row["value"], "hover": f"{row['name']}<br>…"} for row in rows]


def test_a_ranking_keeps_full_names_gaps_unit_and_mark():
    figure = drawn(ranking(bars(), 1, {"value": 3, "label": "目标 3"}))
    picture = figure.picture
    assert picture.kind == "bar" and picture.categories == (LONG, "乙", "丙")
    assert picture.series[0].values == (12.345, 0.0, None)
    assert (picture.unit, picture.decimals, picture.mark) == ("家", 1, Mark(3.0, "目标 3"))
    assert figure.table.rows == ((LONG, 12.3), ("乙", 0.0), ("丙", "未报送"))
    assert figure.table.strong == (0,)
    assert (figure.subtitle, figure.foot) == ("家 · 2024年", "来源：名录。")


def test_last_year_is_a_series_and_columns_stand():
    rows = [{**bar, "before": before} for bar, before in zip(bars(), (10, None, 4), strict=True)]
    picture = picture_of(beside(rows, 1), None, "家")
    assert [one.values for one in picture.series] == [(12.345, 0.0, None), (10.0, None, 4.0)]
    steps = [{"x": 2022, "value": 3}, {"x": 2023, "value": None}, {"x": 2024, "value": -2}]
    picture = picture_of(differences(steps), None, "家")
    assert (picture.kind, picture.categories) == ("column", ("2022", "2023", "2024"))
    assert picture.series[0].values == (3.0, None, -2.0)


def test_shares_lines_radars_funnels_and_planes_are_drawn_with_their_gaps():
    shares = picture_of(
        stacked_share([{"label": "甲", "parts": {"基础": 1, "优秀": 3}}, {"label": "乙", "parts": {}}], GRADES),
        None,
        "",
    )
    assert (shares.kind, shares.unit) == ("stacked", "%")
    assert [one.values for one in shares.series] == [(25.0, None), (75.0, None)]
    years = [{"label": f"{year}年末", "parts": {"基础": year - 2022, "优秀": 1}} for year in (2024, 2023)]
    in_time = picture_of(stacked_share(years, GRADES), None, "")
    assert (in_time.categories, in_time.series[0].values) == (("2023年末", "2024年末"), (50.0, pytest.approx(200 / 3)))
    points = [{"x": 2021, "value": None}, {"x": 2022, "value": 1}, {"x": 2023, "value": None}, {"x": 2024, "value": 2}]
    line = picture_of(trend([{"name": "本枢纽", "points": points}], mark={"value": 5, "label": "目标 5"}), None, "家")
    assert (line.kind, line.categories, line.mark) == ("line", ("2021", "2022", "2023", "2024"), Mark(5.0, "目标 5"))
    assert line.series[0].values == (None, 1.0, None, 2.0)
    spokes = [{"label": name, "value": 80.5, "before": None} for name in "甲乙"] + [{"label": "丙", "value": None}]
    round_one = picture_of(radar(spokes, "2024年", "2023年"), None, "")
    assert round_one.series[0].values == (80.5, 80.5, None)
    stages = picture_of(funnel([{"label": "申报", "value": 9}, {"label": "立项", "value": 4}]), None, "个")
    assert (stages.categories, stages.series[0].values) == (("申报", "立项"), (9, 4))
    axis = {"middle": 1.0, "decimals": 1}
    plane = picture_of(
        quadrants(
            [{"label": "甲", "x": 1, "y": 2}, {"label": "乙", "x": 3, "y": 1}],
            {"name": "宽", **axis},
            {"name": "高", **axis},
            ["", "", "", ""],
        ),
        None,
        "",
    )
    assert (plane.kind, plane.categories, [one.name for one in plane.series]) == ("scatter", ("甲", "乙"), ["宽", "高"])


GRADES = {"基础": "@grade-2", "优秀": "@grade-5"}


def test_a_picture_that_only_a_browser_draws_stays_a_table():
    figure = drawn(matrix(["甲"], ["乙"], [[{"value": 1, "hover": ""}]]))
    assert figure.picture is None and len(figure.table.rows) == 3 and not figure.missing


def test_nothing_to_draw_is_one_honest_sentence():
    figure = drawn(notice("没有评估得分", "2024年没有得分"), rows=[])
    assert (figure.picture, figure.table, figure.missing) == (None, None, "没有评估得分；2024年没有得分。")
    silent = [{"name": name, "value": None, "reported": False} for name in "甲乙"]
    assert drawn(ranking(bars(silent)), rows=silent).missing == "全部未报送。"


def test_many_who_delivered_nothing_are_named_in_one_sentence_and_leave_the_picture():
    rows = [*ROWS, *({"name": f"街道{place}", "value": None, "reported": False} for place in range(3))]
    figure = drawn(ranking(bars(rows)), rows=rows)
    assert [row[0] for row in figure.table.rows] == [LONG, "乙"] and figure.table.left_out == 4
    assert figure.words == ("另有 4 个未报送：丙、街道0、街道1、街道2。",)
    assert figure.picture.categories == (LONG, "乙")
    years = [{"name": str(year), "value": None, "reported": False} for year in range(2011, 2016)]
    assert drawn(ranking(bars([*ROWS, *years])), rows=[ROWS[0], *years]).words == ("2011—2015年未报送。",)


def test_a_box_is_its_tables_under_their_headings_and_its_words():
    total = {"name": "合计", "value": 12}
    made = box(
        "资金进出",
        "元 · 2024年 · 点名称进入",
        html.H3("到账"),
        data_table(COLUMNS, ROWS[:2], "到账资金", total, name="in"),
        html.H3("代管"),
        html.P("没有"),
        foot="来源：资金台账。",
        span=6,
    )
    (table,) = blocks_of([html.Div(made, className="grid")])
    assert (table.title, table.subtitle, table.foot) == ("资金进出：到账", "元 · 2024年", "来源：资金台账。")
    assert table.table.has_total and table.table.rows[-1] == ("合计", 12.0) and table.table.strong == ()
    assert table.words == ("代管：没有。",)


def test_names_stand_in_one_line_and_a_folded_rest_is_read_once():
    names = html.Ul([html.Li([html.A("甲社", href="/org/1"), html.Small("03-05")]), html.Li("乙社")])
    count = html.Span(["3", html.Small("家")], className="value")
    rest = [
        html.Details([html.Summary("另 1 家"), html.Ul([html.Li("丙社")])]),
        html.P("丙社（07-01）", className="in-print"),
    ]
    none = html.Span(["0", html.Small("家")], className="value")
    parts = [
        html.Section([html.H3(["新入驻", count]), names, *rest]),
        html.Section([html.H3(["降级", none]), html.P("没有")]),
    ]
    (words,) = blocks_of(box("进与出", "2024年", html.Div(parts), foot="来源：名录。", span=12))
    assert words == Words(
        "进与出", ("新入驻 3 家：甲社（03-05）、乙社、丙社（07-01）。", "降级：没有。"), False, "2024年", "来源：名录。"
    )


def test_cards_are_headline_figures_with_what_they_are_held_against():
    goal = Goal(10, "≥", "十三五规划")
    items = [
        Card(
            "密度",
            9.72,
            "%",
            decimals=1,
            detail=["108 ÷ 225", html.Br(), "居第 4"],
            before=8,
            goal=goal,
            rising_is="good",
        ),
        Card("没有的", None, "家", before=3),
    ]
    (found,) = blocks_of(cards(State(), items))
    assert isinstance(found, Headlines)
    known, unknown = found.items
    assert (known.value, known.before, known.detail) == (9.72, 8.0, "108 ÷ 225；居第 4")
    assert (known.goal, known.goal_words) == (10.0, "目标 ≥ 10%")
    made = cards(State(), items)
    assert with_sources(made, [found])[1:] == [Words("", ("密度的目标出处：十三五规划。",))]
    assert (unknown.value, unknown.missing, unknown.before) == (None, "未报送", None)


def test_alarms_are_rows_with_as_many_names_as_fit():
    head = html.P(
        [html.B(html.A("没有报送的地区")), html.Span(["8", html.Small("个")], className="value")],
        className="alarm-head",
    )
    names = "、".join(f"街道{place}（活动台账、资金台账）" for place in range(8))
    more = html.Details(
        [
            html.Summary("名单"),
            html.P([names, "　", html.A("全部名单（8）")]),
            html.P(["为什么提醒：", "理由。"], className="why"),
        ]
    )
    listed = html.Ul(html.Li([head, html.P("缺一类记录的街道：街道0等 8 个"), more]), className="alarms")
    quiet = html.P("没有触发：数据逾期。")
    (figure,) = blocks_of(box("需要留意", "2024年", listed, quiet, foot="提醒线可以改。", span=12))
    shown = "、".join(f"街道{place}（活动台账、资金台账）" for place in range(6))
    assert figure.table.rows == (("没有报送的地区", "8 个", f"缺一类记录的街道：{shown}等 8 个", "理由。"),)
    assert figure.words == ("没有触发：数据逾期。",)


def test_empty_columns_and_cents_of_whole_money_are_left_out():
    columns = [Column("name", "年份", text=True), Column("in", "到账", "元", 2), Column("middle", "中位数", "元", 2)]
    rows = [{"name": "2024", "in": 5}, {"name": "2023", "in": 7}]
    (figure,) = blocks_of(box("资金", "元", data_table(columns, rows, "资金"), foot="来源：台账。", span=6))
    assert [one.title for one in figure.table.columns] == ["年份", "到账"]
    assert figure.table.rows == (("2024", 5), ("2023", 7))
    (figure,) = blocks_of(
        box("资金", "元", data_table(columns, [*rows, {"name": "2022", "in": 0.5}], "资金"), foot="", span=6)
    )
    assert figure.table.columns[1].decimals == 2 and figure.table.rows[0][1] == 5.0


def test_a_broken_part_is_told_and_notes_are_points():
    broken, listed = blocks_of([failed("ab12"), notes([[html.B("代管："), "单列"]])])
    assert "ab12" in broken.paragraphs[0]
    assert listed == Words("说明", ("代管：单列。",), True)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (html.P(["有 ", html.B("78 家"), "（登记）", html.Button("下载")]), "有 78 家（登记）"),
        (html.P(["占 ", html.B("69.8 %")]), "占 69.8%"),
        (html.Div([html.P("一"), html.P("二。"), html.P("三")]), "一；二。三"),
        (html.P("资金　到账"), "资金到账"),
        (None, ""),
    ],
)
def test_words_are_clean_chinese(part, words):
    assert plain(part) == words


def test_paper_is_not_clicked_and_events_are_told_once():
    assert read_only("左下方是降级。另有 56 个上年未评。点一格列出这些组织。") == "左下方是降级。另有 56 个上年未评。"
    assert read_only("点一条即筛选。") == ""
    foot = "来源：名录。事件：① 2021-04-28 甲；② 2024-09-05 乙。"
    assert without_events(foot) == "来源：名录。"
    pictures = [
        keep(html.Div(), Frame("", "", foot)),
        keep(html.Div(), Frame("", "", "来源：名录。事件：① 2024-09-05 乙。")),
    ]
    assert happened(pictures) == [Words("这些年的大事", ("2021-04-28 甲。", "2024-09-05 乙。"), True)]


def test_numbers_with_different_places_in_one_column_stay_as_the_page_writes_them():
    columns = [Column("name", "指标", text=True), Column("now", "2024年"), Column("before", "2023年")]
    rows = [{"name": "依赖度", "now": "85.1", "before": "83.9"}, {"name": "集中度", "now": "0.410", "before": "7"}]
    (figure,) = blocks_of(box("结构", "2024年", data_table(columns, rows, "结构"), foot="", span=6))
    assert figure.table.rows == (("依赖度", "85.1", 83.9), ("集中度", "0.410", 7))
    assert all(one.is_number for one in figure.table.columns[1:])


def test_what_shows_nothing_is_gathered_into_one_sentence():
    shown = Words("名单", ("甲、乙。",))
    money = Figure("到账逐年", "", "", missing="未报送；没有一年写明这个枢纽。")
    none = Words("出资单位 0 家", ("没有。",))
    assert gathered([shown, money]) == [shown, money]
    first, said = gathered([money, shown, none])
    assert first is shown
    assert said == Words("", ("“到账逐年”“出资单位”没有可列的数：没有一年写明这个枢纽。",))


def test_bars_of_one_kind_stand_in_the_order_of_their_length():
    names, (run,) = _longest_first(("甲", "乙", "丙", "丁"), Series("合计", (10.0, None, 27.0, 10.0)))
    assert names == ("丙", "甲", "丁", "乙") and run.values == (27.0, 10.0, 10.0, None)
