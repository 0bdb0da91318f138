"""服务覆盖: the sentence that answers first, the lists by name, and the notes at the end."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chart import info_link
from components.coverage_facts import FILTERS, MOST_BLIND, STREET, Asked, Facts, hubs_reported
from components.data_table import Column, data_table
from components.long_list import LongList
from components.notes import names_in_words, notes
from components.profile_links import hub_link
from components.state import NOT
from components.states import notice
from components.words import answer, box, figure, subtitle
from figures.numbers import NOT_REPORTED, exact
from indicators.words import left_out

MOST_NAMES, MOST_HUBS, MOST_OPENED = 24, 18, MOST_BLIND
WITHOUT_HUB, WITH_HUB, SILENT = range(3)  # the order of streets in their list


def sentence(facts: Facts) -> html.P:
    """The answer: how many communities are served, the change, and how many have nothing."""
    asked, row = facts.asked, facts.row
    start = f"{asked.moment.period}，{asked.place.name}"
    if asked.is_community:
        return answer(*_of_community(facts, start))
    if not row["denominator"]:
        return answer(f"{start}没有居委会或村委会，无从谈社区覆盖。")
    if not row["reported"]:
        return answer(f"{start}未报送活动记录，不知道 {exact(row['denominator'])} 个社区（村）有没有服务。")
    said: list[str | Component] = [
        f"{start} {exact(row['denominator'])} 个社区（村）中，",
        figure(row["numerator"], "个"),
        f"至少有 {asked.least} 场活动，覆盖率 ",
        figure(row["value"], "%", 1),
        _change(facts),
    ]
    if facts.blind_spots:
        said += ["；", figure(len(facts.blind_spots), "个"), "社区一场也没有"]
    if facts.too_few > 0:
        said.append(f"；{exact(facts.too_few)} 个有活动但不足 {asked.least} 场")
    if facts.silent:
        said.append(f"；另有 {exact(len(facts.silent))} 个社区未报送")
    return answer(*said, "。")


def _of_community(facts: Facts, start: str) -> list[str | Component]:
    """Of one community its activities are told, not a share of one."""
    if not facts.activities["reported"]:
        return [f"{start}未报送活动记录，不知道有没有服务。"]
    held = facts.activities["value"]
    if not held:
        return [f"{start}报送了记录，一场活动也没有。"]
    said: list[str | Component] = [f"{start}举办 ", figure(held, "场活动")]
    before = facts.activities_before["value"]
    if before is not None and facts.activities_before["reported"]:
        more = held - before
        said.append(f"，比上年{'多' if more > 0 else '少'} {exact(abs(more))} 场" if more else "，与上年持平")
    if facts.visits["value"] is not None:
        said += ["，服务 ", figure(facts.visits["value"], "人次")]
    if facts.breadth["denominator"] and facts.breadth["reported"]:
        said.append(f"；六个领域中 {exact(facts.breadth['numerator'])} 个有活动")
    return [*said, "。"]


def _change(facts: Facts) -> str:
    if facts.before["value"] is None or not facts.before["reported"]:
        return ""
    difference = round(float(facts.row["value"]) - float(facts.before["value"]), 1)
    if not difference:
        return "，与上年持平"
    return f"，比上年{'高' if difference > 0 else '低'} {exact(abs(difference), 1)} 个百分点"


def silent_notice(facts: Facts) -> Component:
    """Why there is nothing to draw, and the latest year there is something about."""
    asked = facts.asked
    if facts.row["reported"]:
        return notice(
            "没有居委会或村委会", "区划树里这个地区没有居委会、村委会，没有可以比的社区。请看上一级或相邻地区。"
        )
    known = [row["year"] for row in facts.activities_by_year if row["reported"]]
    title = f"{asked.place.name}{asked.moment.period}未报送活动记录"
    if not known:
        return notice(title, "这个地区没有任何一年的活动记录。未报送不等于 0，所以不画图。")
    link = html.P(html.A(f"看{max(known)}年", href=asked.state.link(year=max(known))))
    return notice(title, f"有报送的年份：{min(known)}—{max(known)}年。未报送不等于 0，所以不画图。", link)


def blind_box(facts: Facts) -> Component:
    """Communities with nothing, by name; and those about which nobody delivered."""
    state = facts.asked.state
    parts: list[Component] = []
    if facts.row["reported"]:
        parts += _names(
            facts, facts.blind_spots, "盲点", "有报送、但没有活动", "没有盲点，报送范围内的每个社区都有活动。"
        )
    if facts.silent or not parts:
        parts += _names(facts, facts.silent, "未报送", "未报送，不知道有没有", "")
    chosen = [word for key in FILTERS for word in state.values(key)]
    chosen += [left_out(key, words) for key in FILTERS if (words := state.values(f"{key}{NOT}"))]
    return box(
        "盲点：一场活动也没有的社区",
        subtitle(facts.asked.moment.period, "、".join(chosen), "点名称看该社区"),
        *parts,
        foot="名单来自区划树，不是来自活动表；未报送不等于 0。" + ("" if chosen else "可再按领域、对象筛选。"),
        span=6,
    )


def _names(facts: Facts, rows: LongList, key: str, title: str, nothing: str) -> list[Component]:
    heading = html.H3(f"{title} {exact(len(rows))} 个", className="list-title")
    if not rows:
        return [heading, html.P(nothing, className="box-words")]
    state = facts.asked.state
    opened = state["all"] == key
    shown = rows[: MOST_OPENED if opened else MOST_NAMES]
    more: list[Component] = []
    if len(rows) > MOST_NAMES:
        words = f"只看前 {MOST_NAMES} 个" if opened else f"全部 {exact(len(rows))} 个"
        more = [html.A(words, href=state.link(all=None if opened else key), className="tool")]
    if opened and len(rows) > MOST_OPENED:
        more.append(html.P(f"只列出前 {exact(MOST_OPENED)} 个，其余请进入下一级看。", className="box-words"))
    return [heading, html.Ul([_name(facts, row) for row in shown], className="name-list"), *more]


def _name(facts: Facts, row: dict) -> html.Li:
    """A community, above a street with the street it belongs to: names repeat across places."""
    above = row["path"].split("/")
    street = [html.Small(above[-2])] if facts.asked.place.level < STREET and len(above) > 1 else []
    link = html.A(row["name"], href=facts.asked.state.link(area=row["area_code"]), title=" › ".join(above))
    return html.Li([link, *street])


def hubs_box(facts: Facts) -> Component:
    """Streets and towns without a hub by name, those with one, those about which nobody delivered."""
    asked = facts.asked
    reported = hubs_reported(asked)
    expected = [(row, _order(row, reported)) for row in facts.streets if row["is_expected"]]
    having = sum(order == WITH_HUB for _, order in expected)
    silent = sum(order == SILENT for _, order in expected)
    rows = LongList(sorted(expected, key=lambda one: one[1]), made=lambda one: _hub_row(asked, *one))
    counted = f"{exact(having)} ÷ {exact(len(rows))} 个有枢纽" + (f"，{exact(silent)} 个未报送" if silent else "")
    opened = asked.state["all"] == "枢纽"
    shown = rows[: MOST_OPENED if opened else MOST_HUBS]
    link = html.A(
        f"只看前 {MOST_HUBS} 个" if opened else f"全部 {exact(len(rows))} 个",
        href=asked.state.link(all=None if opened else "枢纽"),
        className="tool",
    )
    columns = [Column("name", "街道乡镇", text=True), Column("hubs", "枢纽", text=True)]
    return box(
        "枢纽覆盖了哪些街道乡镇",
        subtitle(asked.moment.words, counted, "没有的在前，未报送的在后"),
        data_table(columns, shown, "街道乡镇与枢纽", name="hubs")
        if rows
        else notice("没有街道乡镇", "所选地区之下没有街道、镇、乡。"),
        *([link] if len(rows) > MOST_HUBS else []),
        foot=_zones_words(facts),
        span=6,
        tools=(info_link(asked.state, "hub_coverage"),),
    )


def _order(row: dict, reported: set[str]) -> int:
    """Those without a hub come first, those nobody told about last."""
    return WITH_HUB if row["hubs"] else WITHOUT_HUB if row["area_code"] in reported else SILENT


def _hub_row(asked: Asked, row: dict, order: int) -> dict:
    """One street."""
    words = {WITHOUT_HUB: "没有枢纽", SILENT: NOT_REPORTED}.get(order)
    hubs = html.Span(words, className="missing") if words else html.Span(_hub_links(row))
    return {"name": row["name"], "hubs": hubs, "order": order, "href": asked.state.link(area=row["area_code"])}


def _hub_links(row: dict) -> list[str | Component]:
    """The hubs of a street by name, each leading to its profile."""
    links = [hub_link(key, name) for key, name in zip(row["hub_ids"], row["hub_list"], strict=True)]
    return [piece for link in links for piece in (link, "、")][:-1]


def _zones_words(facts: Facts) -> str:
    apart = [row["name"] for row in facts.streets if not row["is_expected"]]
    zones = [
        row["name"] + (f"（{exact(row['activities'])} 场）" if row["activities"] else "") for row in facts.zones[:6]
    ]
    parts = ["社区一级的服务站不算枢纽覆盖"]
    if apart:
        parts.append(f"功能区单位不算街道乡镇：{names_in_words(apart, most=6)}")
    if zones:
        parts.append(f"农场、园区等类社区单位不计入社区覆盖：{names_in_words(zones, len(facts.zones), most=6)}")
    return "；".join(parts) + "。"


def remarks(facts: Facts) -> html.Section:
    """What a reader has to know about coverage."""
    least = facts.asked.least
    where = "" if facts.asked.place.code else "全部合计只算有报送的街道乡镇，单看一个地区就算它的全部社区。"
    return notes(
        [
            [html.B("哪些算社区："), f"区划树上的居委会和村委会；农场、园区等类社区单位另列。{where}"],
            [html.B("怎样算有服务："), f"当年在该社区举办的活动不少于 {least} 场；只记到街道的活动不算到任何社区。"],
            [html.B("人次与人数："), "人次是服务的次数，人数是不同的人；分开统计，从不相加。"],
            [html.B("0 与未报送："), "有人报送过这个社区这一年而没有活动，是 0，也就是盲点；没有人报送过，是未报送。"],
        ]
    )
