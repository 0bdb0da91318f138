"""地区档案: one area's whole history on one page."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chips import filter_bar
from components.data_table import Cell, Column, data_table
from components.hubs_words import LEVEL_WORDS
from components.notes import notes
from components.place import LEVELS, Place, place_of
from components.profile_grades import share_charts
from components.profile_links import area_href, hub_href
from components.profile_lists import activities_box, count_of, facts_box, long_table, projects_box, records_box
from components.profile_money import money_box
from components.profile_pictures import figure_chip, headline, kinds_chart, years_chart, years_table
from components.profile_subject import Subject, day_words, foot, joined, place_links, source_of, year_of
from components.profile_years import OF_AN_AREA, Series, series_of
from components.state import State
from components.states import guarded, notice
from components.topbar import BASES
from components.words import answer, box, figure, subtitle, universe_words
from figures.numbers import exact
from indicators.evaluate import evaluate
from indicators.warehouse import ask

CARDS = ("orgs", "density", "activities", "visits", "hours")
SAID = (
    ("年末", (("orgs", "在册 ", "家组织", 0), ("density", "每万人 ", "个", 2))),
    (
        "年",
        (
            ("activities", "办活动 ", "场", 0),
            ("visits", "服务 ", "人次", 0),
            ("hours", "志愿服务 ", "小时", 0),
            ("received", "到账 ", "元", 0),
        ),
    ),
)
ANALYSES = (
    ("/", "总览"),
    ("/density", "组织密度"),
    ("/tiers", "等级分布"),
    ("/coverage", "服务覆盖"),
    ("/funding", "资金"),
    ("/quality", "数据质量"),
)
BELOW = (("orgs", "orgs", "stock"), ("activities", "activities", "flow"), ("visits", "visits", "flow"))


def profile(state: State) -> list[Component]:
    """The page of one area, or the areas to begin with. An unknown code raises ChoiceError."""
    place = place_of(state)
    if not place.code:
        return _start(place)
    row = ask("profile_area", area=place.code)[0]
    subject = Subject(
        "area", place.code, place.name, state, place.code, year_of(row["valid_from"]), year_of(row["valid_to"])
    )
    series = series_of(subject, OF_AN_AREA)
    links = html.Nav(
        [html.A(words, href=state.go(path), className="button") for path, words in ANALYSES],
        className="profile-links",
        **{"aria-label": f"{place.name}的分析页面"},
    )
    head = html.H1([place.name, html.Small("　地区档案", className="page-place")])
    return [
        html.Div([head, links], className="page-head"),
        about(place, row),
        sentence(subject, series),
        headline(subject, [one for one in series if one.measure.key in CARDS], latest=True),
        filter_bar([figure_chip(subject, series)], f"{universe_words(state)} · {state['basis'] or BASES[0].value}"),
        html.Div(_parts(subject, place, row, series), className="grid"),
    ]


def _start(place: Place) -> list[Component]:
    children = ask("areas_with_data_below", area=None, level=place.next_level)
    rows = [{"name": row["name"], "code": row["area_code"], "href": area_href(row["area_code"])} for row in children]
    columns = [Column("name", "地区", text=True), Column("code", "代码", text=True)]
    none = notice("还没有任何地区的记录", "收到并发布后会列在这里。")
    return [
        html.Div(html.H1("地区档案"), className="page-head"),
        answer("选一个地区看它的全部经历；也可以在顶栏按名称或代码查找。"),
        data_table(columns, rows, "有数据的地区") if rows else none,
    ]


def _parts(subject: Subject, place: Place, row: dict, series: list[Series]) -> list[Component]:
    parts = [
        guarded(years_chart, subject, series, span=7),
        guarded(register, place, row, span=5),
        guarded(years_table, subject, series, span=12),
        guarded(below_box, subject, place, series, span=12) if place.level < 5 else None,
        guarded(hubs_box, subject, span=12),
        *share_charts(subject),
        guarded(kinds_chart, subject, span=6),
        guarded(money_box, subject, span=6),
        guarded(activities_box, subject, count_of(subject, "activities"), span=12),
        guarded(projects_box, subject, span=12),
        guarded(records_box, subject, span=6),
        remarks(),
    ]
    return [part for part in parts if part is not None]


def about(place: Place, row: dict) -> html.P:
    """Level, what it lies in and its other names in one quiet line."""
    parts = [
        row["kind"] or LEVELS[place.level],
        html.Span(place_links(place.code)),
        f"又写作 {row['aliases']}" if row["aliases"] else None,
        f"{day_words(row['valid_to'])} 撤并" if row["valid_to"] else None,
    ]
    return html.P(joined(parts), className="subtitle profile-about")


def sentence(subject: Subject, series: list[Series]) -> html.P:
    """The answer: the latest year of each of the main numbers."""
    found = {one.measure.key: one for one in series}
    groups = [_told(found, *group) for group in SAID]
    told = [group for group in groups if group]
    if not told:
        return answer(f"{subject.name}还没有任何报送；没有报送不等于 0。")
    said = [piece for group in told for piece in ("；", *group)][1:]
    return answer(subject.name, *said, f"（{universe_words(subject.state)}）。")


def _told(found: dict[str, Series], tail: str, numbers: tuple) -> list[str | Component]:
    """Some numbers in a sentence, each with its year where it is another than that of the one before."""
    said: list[str | Component] = []
    year = None
    for key, words, unit, decimals in numbers:
        one = found[key]
        if one.last is None:
            continue
        said += [("，" if said else "") + (f"{one.last}{tail}" if one.last != year else "") + words]
        said.append(figure(one.values[one.last], unit, decimals))
        year = one.last
    return said


def register(place: Place, row: dict, span: int = 5) -> Component:
    """What the tree of areas and the population reports say of it."""
    lines = [
        ("区划代码", row["area_code"]),
        ("层级", f"{LEVELS[place.level]}（{row['kind']}）" if row["kind"] else LEVELS[place.level]),
        ("上级", place_links(place.lineage[-2][0]) if len(place.lineage) > 1 else None),
        ("其他写法", row["aliases"]),
        ("街道乡镇", f"{exact(row['streets'])} 个" if row["streets"] else None),
        ("社区（村）", f"{exact(row['communities'])} 个" if row["communities"] else None),
        *_people(place),
        ("启用", day_words(row["valid_from"])),
        ("撤并", day_words(row["valid_to"])),
        ("来源文件", source_of(row, "areas") if row["file"] else "国家统计局 2023 年统计用区划代码"),
    ]
    return facts_box("区划与人口", lines, "统计用区划代码、人口报表", span=span)


def _people(place: Place) -> list[tuple[str, Component | None]]:
    """The latest population of each basis the area itself delivered; sums of parts of it would not be its own."""
    known = {row["basis"]: row for row in ask("profile_population", area=place.code)}
    return [(basis.value, _persons(known[basis.value]) if basis.value in known else None) for basis in BASES]


def _persons(row: dict) -> Component:
    return html.Span([f"{exact(row['persons'])} 人（{row['year']}年，", source_of(row, "population"), "）"])


def below_box(subject: Subject, place: Place, series: list[Series], span: int = 12) -> Component:
    """The areas below in the latest year: organisations, activities, people served; each leads to its profile."""
    found: dict[str, dict] = {}
    years = {one.measure.key: one.last for one in series}
    for key, indicator, _ in BELOW:
        year = {"year": str(years[key])} if years[key] else {}
        universe = subject.state.pick(["universe"]) if indicator == "orgs" else {}
        choices = {"area": place.code, "by": "area", "level": str(place.next_level), **year, **universe}
        for row in evaluate(indicator, choices).rows:
            line = found.setdefault(row["area_code"], {"name": row["area_name"], "href": area_href(row["area_code"])})
            line[key] = Cell(row["value"], reported=row["reported"])
    rows = sorted(found.values(), key=lambda row: (row["orgs"].value is None, -(row["orgs"].value or 0)))
    columns = [
        Column("name", place.below, text=True),
        Column("orgs", _headed("在册组织", years["orgs"], "年末"), "家"),
        Column("activities", _headed("活动", years["activities"]), "场"),
        Column("visits", _headed("服务", years["visits"]), "人次"),
    ]
    return box(
        f"下属{place.below} {exact(len(rows))} 个",
        subtitle(universe_words(subject.state), "组织多的在前", "点名称看它的档案"),
        long_table(subject, "parts", f"{place.name}下属{place.below}", columns, rows, "个"),
        foot=foot("社会组织名录、活动台账", "未报送不等于 0"),
        span=span,
    )


def _headed(name: str, year: int | None, tail: str = "年") -> str:
    return f"{year}{tail}{name}" if year else name


def hubs_box(subject: Subject, span: int = 12) -> Component | None:
    """The hubs that serve it or a part of it; nothing where the list of hubs names none."""
    rows = ask("hubs", area=subject.key, level=None)
    if not rows:
        return None
    columns = [
        Column("name", "枢纽", text=True),
        Column("level", "级别", text=True),
        Column("place", "服务区域", text=True),
        Column("organizations", "归口组织", "家"),
        Column("life", "成立与停止", text=True),
    ]
    lines = [
        {
            **row,
            "level": LEVEL_WORDS.get(row["level"], row["level"]),
            "place": row["area_name"],
            "life": " 至 ".join(day_words(day) for day in (row["established_on"], row["closed_on"]) if day),
            "href": hub_href(row["hub_id"]),
        }
        for row in rows
    ]
    return box(
        f"枢纽 {exact(len(rows))} 个",
        subtitle("级别高的在前", "点名称看枢纽档案"),
        long_table(subject, "hubs", f"{subject.name}的枢纽", columns, lines, "个"),
        foot=foot("枢纽名单、社会组织名录", "归口组织是名录写明归它的，含已注销的"),
        span=span,
    )


def remarks() -> html.Section:
    """What a reader has to know to read the page rightly."""
    return notes(
        [
            [html.B("算哪里的："), "组织算在名录写的地区，活动与时长算在举办的地区；都含下级。"],
            [html.B("未报送："), "那年没有这类记录报送到这里或它的上下级；不等于 0。"],
            [html.B("按哪棵区划树："), "今天的区划；历史上的区按街道换算，不做区对区换算。"],
            [html.B("比值："), "分母按所选人口口径；当年没有报送人口的年份没有比值，不借用相邻年份。"],
        ],
        span=6,
    )
