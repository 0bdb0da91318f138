"""枢纽年度: the list to choose from, the sentence that answers first, the names, and the notes."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chips import field_form
from components.data_table import Column, data_table
from components.hubs_facts import Asked, Facts
from components.hubs_peers import FEWEST_PEERS, WHY_ABOUT, open_on
from components.icon import icon
from components.notes import names_in_words, notes
from components.profile_links import hub_href, org_link
from components.ranks import place_words
from components.report_menu import hub_report_menu
from components.state import NOT
from components.states import notice
from components.topbar import UNIVERSE_WORDS
from components.words import answer, box, figure, subtitle
from figures.numbers import NOT_REPORTED, Number, exact, percent, signed
from indicators.published import FEWEST
from indicators.warehouse import ask, snapshot

MOST_NAMES = 12
EVENTS = (
    ("入驻", "新入驻", "joined"),
    ("孵化成功", "出壳孵化", "hatched"),
    ("升级", "年度梯队升级", "up"),
    ("降级", "年度梯队降级", "down"),
    ("注销", "注销", "lost"),
)
LEVEL_WORDS = {"省": "省级", "市": "市级", "区县": "区县级", "街道": "街道级", "社区": "社区级"}


def chooser(asked: Asked) -> list[Component]:
    """The hubs of the chosen area, level and words, each a link to its year."""
    rows = listed(asked)
    state = asked.state
    search = field_form(state.link(q=None), "q", "按名称查找枢纽", "search", state["q"], "查找")
    day = asked.years.last_day(asked.year)
    open_now = [row for row in rows if open_on(row, day)]
    said = answer(f"{asked.place.name}有 ", figure(len(open_now), "个枢纽"), f"在{asked.ended}运行，选一个看它这一年。")
    if not rows:
        return [
            said,
            html.Div(search, className="hub-search"),
            notice("没有符合条件的枢纽", "请换一个地区、层级或名称；枢纽来自枢纽名单的报送。"),
        ]
    return [said, html.Div(search, className="hub-search"), _list(asked, rows)]


def listed(asked: Asked) -> list[dict]:
    """Hubs of the asked area, levels and words; those with most organisations first."""
    wanted, levels = asked.state["q"] or "", [word for word in asked.state.values("level") if not word.isdigit()]
    without = asked.state.values(f"level{NOT}")
    found = ask("hubs", area=asked.place.code, level=None)
    return sorted(
        (
            row
            for row in found
            if wanted in f"{row['name']} {row['path']} {row['hub_id']}"
            and (not levels or row["level"] in levels)
            and row["level"] not in without
        ),
        key=lambda row: (-row["organizations"], row["hub_id"]),
    )


def _list(asked: Asked, rows: list[dict]) -> Component:
    columns = [
        Column("name", "枢纽", text=True),
        Column("organizations", "服务过的组织", "家"),
        Column("level_words", "层级", text=True),
        Column("where", "所在地区", text=True),
        Column("since", "成立", text=True),
        Column("standing", "状态", text=True),
    ]
    day = asked.years.last_day(asked.year)
    lines = [
        {
            **row,
            "level_words": LEVEL_WORDS.get(row["level"], row["level"]),
            "where": (row["path"] or "").replace("/", " "),
            "since": f"{row['established_on']:%Y-%m-%d}" if row["established_on"] else "",
            "standing": "运行" if open_on(row, day) else f"{asked.ended}未运行",
            "href": hub_link(asked, row["hub_id"]),
        }
        for row in rows
    ]
    return box(
        "枢纽名单",
        subtitle(asked.place.name, asked.ended, "点名称看年度"),
        data_table(columns, lines, "枢纽名单", name="hubs"),
        foot="来源：枢纽名单；“服务过的组织”是名录里写明归这个枢纽的全部组织，含已注销的。",
        span=12,
    )


def hub_link(asked: Asked, hub_id: str, **changes: str | int | None) -> str:
    """The address of a hub's year."""
    return asked.state.link(path=f"/hubs/{hub_id}", hub=None, area=None, q=None, level=None, **changes)


def review_head(asked: Asked) -> html.Div:
    """The hub's name, the year, and the way to other years and hubs."""
    title = html.H1([asked.hub["name"], html.Small(f"　{asked.years.title(asked.year)}", className="page-place")])
    report = hub_report_menu(asked.state, asked.hub["hub_id"])
    return html.Div([title, html.Div([year_links(asked), report], className="page-tools")], className="page-head")


def year_links(asked: Asked) -> html.Nav:
    """The year before, the year after, and the way back to the list."""
    state, year = asked.state, asked.year
    links = [
        html.A([icon("list"), "换一个枢纽"], href=state.link(hub=None, figure=None), className="button"),
        html.A([icon("clock-history"), "历年档案"], href=hub_href(asked.hub["hub_id"]), className="button"),
    ]
    for other, is_there in ((year - 1, year > first_year(asked)), (year + 1, year < asked.moment.last_year)):
        if is_there:
            sign, words = icon("chevron-left" if other < year else "chevron-right"), asked.years.short(other)
            label = [sign, words] if other < year else [words, sign]
            links.append(html.A(label, href=hub_year(asked, other), className="button"))
    return html.Nav(links, className="hub-years", **{"aria-label": "换年份或枢纽"})


def first_year(asked: Asked) -> int:
    """The first year there can be something to review: of the data, and of the hub."""
    started = asked.hub["established_on"]
    first = asked.moment.first_year if asked.years.is_calendar else asked.moment.first_year - 1
    return max(first, asked.years.of(started)) if started else first


def hub_year(asked: Asked, year: int) -> str:
    """The same hub in another year."""
    return hub_link(asked, asked.hub["hub_id"], year=year)


def about(facts: Facts) -> html.P:
    """Level, place and age of the hub in one quiet line, and whether the year is over."""
    hub = facts.hub
    parts = [LEVEL_WORDS.get(hub["level"], hub["level"]), (hub["path"] or "").replace("/", " ")]
    if hub["established_on"]:
        parts.append(f"{hub['established_on']:%Y-%m-%d} 成立")
    if hub["closed_on"]:
        parts.append(f"{hub['closed_on']:%Y-%m-%d} 停止运行")
    with snapshot() as now:
        if now.data_date < facts.last_day:
            parts.append(f"{facts.asked.said}还没有过完，数据截至 {now.data_date:%Y-%m-%d}")
    return html.P(" · ".join(parts), className="subtitle hub-about")


def sentence(facts: Facts) -> html.P:
    """The answer: organisations, hatched, activities, people served, money, and where it stands among its peers."""
    asked, hub = facts.asked, facts.hub
    if not open_on(hub, facts.last_day):
        return answer(f"{hub['name']}在{asked.ended}没有运行（{_life(hub)}）。请换一年。")
    line = facts.lines["orgs"]
    if line.value(asked.year) is None:
        return answer(
            f"{asked.ended}，{hub['name']}：{_NO_ORGS[line.missing == NOT_REPORTED]}", *_of_the_year(facts), "。"
        )
    said: list[str | Component] = [f"{asked.ended}，{hub['name']}有 "]
    said += [figure(line.value(asked.year), "家在册组织"), f"（{UNIVERSE_WORDS[asked.universe]}）"]
    said.append(_than_before(facts))
    said += _of_the_year(facts)
    return answer(*said, _among(facts), "。")


_NO_ORGS = {True: "所在地区没有报送社会组织名录", False: "名录里没有一家组织写明归它"}


def _life(hub: dict) -> str:
    parts = [f"{hub['established_on']:%Y-%m-%d} 成立" if hub["established_on"] else ""]
    parts.append(f"{hub['closed_on']:%Y-%m-%d} 停止" if hub["closed_on"] else "")
    return "，".join(part for part in parts if part)


def _than_before(facts: Facts) -> str:
    line, year = facts.lines["orgs"], facts.asked.year
    now, before = line.value(year), line.value(year - 1)
    if now is None or before is None:
        return ""
    return (
        "，与上年持平" if now == before else f"，比上年{'多' if now > before else '少'} {exact(abs(now - before))} 家"
    )


def _of_the_year(facts: Facts) -> list[str | Component]:
    year, lines = facts.asked.year, facts.lines
    said: list[str | Component] = []
    if lines["activities"].value(year) is not None:
        said += ["；全年办活动 ", figure(lines["activities"].value(year), "场")]
    if lines["visits"].value(year) is not None:
        said += ["，服务 ", figure(lines["visits"].value(year), "人次")]
    if lines["received"].value(year) is not None:
        said += ["；到账 ", figure(lines["received"].value(year), "元")]
    return said


def _among(facts: Facts) -> str:
    line, year = facts.lines["orgs"], facts.asked.year
    own, others = line.value(year), line.known_peers
    if own is None or len(others) < FEWEST_PEERS:
        return ""
    told, by = ("公布了约数的", "（与约数比）") if facts.beside.are_nameless else ("", "")
    return f"；在册组织在 {len(others) + 1} 个{told}{facts.beside.word}枢纽中居{place_words(own, others)}{by}"


def names_box(facts: Facts) -> Component:
    """Organisations gained, hatched, upgraded, downgraded and lost, by name."""
    line = facts.lines["orgs"]
    if line.value(facts.asked.year) is None and not facts.events:
        words = f"{_NO_ORGS[line.missing == NOT_REPORTED]}，所以没有名单；不等于没有变化。"
        content = notice(line.missing, words)
    else:
        content = html.Div([_names(facts, *event) for event in EVENTS], className="hub-events")
    return box(
        "组织的进与出",
        subtitle(facts.hub["name"], facts.asked.said, "按名称列出"),
        content,
        foot="来源：社会组织名录、等级评定；年度梯队的升降按上年与本年两次评定比较。",
        span=12,
    )


def _names(facts: Facts, event: str, title: str, key: str) -> html.Section:
    rows = facts.events.get(event, [])
    heading = html.H3([title, html.Span([exact(len(rows)), html.Small("家")], className="value")])
    if not rows:
        return html.Section([heading, html.P("没有", className="missing")], className=f"hub-event hub-{key}")
    shown = [_named(row) for row in rows[:MOST_NAMES]]
    rest = rows[MOST_NAMES:]
    names = names_in_words([f"{row['name']}（{_when(row)}）" for row in rest], most=len(rest))
    more = [
        html.Details([html.Summary(f"另 {len(rest)} 家"), html.Ul([_named(row) for row in rest])]),
        html.P(names, className="in-print"),
    ]
    parts = [heading, html.Ul(shown), *(more if rest else [])]
    return html.Section(parts, className=f"hub-event hub-{key}")


def _named(row: dict) -> html.Li:
    return html.Li([org_link(row["org_id"], row["name"]), html.Small(_when(row))])


def _when(row: dict) -> str:
    if row["grade"]:
        return f"{row['grade']}→{row['next_grade']}"
    return f"{row['day']:%m-%d}"


def remarks(facts: Facts) -> html.Section:
    """What a reader has to know to read the year rightly."""
    asked = facts.asked
    return notes(
        [
            [html.B("算谁的："), "名录、台账里写明归这个枢纽的记录；没有写枢纽的记录不算到任何枢纽。"],
            [html.B(f"{facts.beside.word}枢纽："), _peers_said(facts)],
            [html.B("中位数："), f"只用有数的{facts.beside.word}枢纽；有数的不足 3 个时不给。"],
            [html.B("存量与流量："), f"在册、孵化成功、优秀占比是{asked.ended}的数，其余是{_whole_year(asked)}的数。"],
            [html.B("代管："), "替别人保管的资金单列，不进到账与拨付；转拨不重复计。"],
            [html.B("未报送："), "当年所在地区没有报送这类记录，或没有一条记录写明这个枢纽；不等于 0。"],
        ],
        title="怎样计、和谁比",
    )


def _peers_said(facts: Facts) -> str:
    """Who the hub is held against, by name."""
    if facts.beside.are_chosen:
        return f"由看的人选定（{len(facts.peers)} 个）：{facts.beside.names}。"
    said = f"同一上级地区、同一层级、{facts.asked.ended}在运行的枢纽"
    if facts.beside.are_nameless:
        few = f"所依据的组织不足 {FEWEST} 个、有一笔或一家占得太多的不公布"
        return f"{said}，在您的范围之外：只公布约数，不公布名称和个数；{few}。{WHY_ABOUT}"
    if not facts.peers:
        return f"{said}；不足 3 个，所以不作同级比较；可以在“比较”里自己选。"
    return f"{said}（{len(facts.peers)} 个）：{facts.beside.names}。"


def _whole_year(asked: Asked) -> str:
    return f"{asked.year}年全年" if asked.years.is_calendar else asked.said


def change_words(now: Number | None, before: Number | None, unit: str, decimals: int) -> str:
    """The change against last year for tables: +14（+4.2%）; empty without both numbers."""
    if now is None or before is None:
        return ""
    difference = now - before
    share = f"（{'+' if difference > 0 else ''}{percent(difference / before)}）" if before and unit != "%" else ""
    return f"{signed(difference, decimals)}{share}"
