"""服务覆盖: the sentence that answers first, the lists by name, and the notes at the end."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.coverage_facts import Facts
from components.data_table import Column, data_table
from components.notes import notes
from components.states import notice
from components.words import answer, box, figure, subtitle
from figures.numbers import exact

MOST_NAMES = 24


def sentence(facts: Facts) -> html.P:
    """The answer: how many communities are served, the change, and how many have nothing."""
    asked, row = facts.asked, facts.row
    start = f"{asked.moment.period}，{asked.place.name}"
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
    if facts.silent:
        said.append(f"；另有 {exact(len(facts.silent))} 个社区未报送")
    return answer(*said, "。")


def _change(facts: Facts) -> str:
    if facts.before["value"] is None or not facts.before["reported"]:
        return ""
    difference = round(float(facts.row["value"]) - float(facts.before["value"]), 1)
    if not difference:
        return "，与上年持平"
    return f"，比上年{'高' if difference > 0 else '低'} {exact(abs(difference), 1)} 个百分点"


def blind_box(facts: Facts) -> Component:
    """Communities with nothing, by name; and those about which nobody delivered."""
    state = facts.asked.state
    return box(
        "盲点：一场活动也没有的社区",
        subtitle(facts.asked.moment.period, "按名称列出，点名称看该社区"),
        html.H3(f"有报送、但没有活动 {len(facts.blind_spots)} 个", className="list-title"),
        _names(facts, facts.blind_spots, "盲点", "没有盲点", "报送范围内的每个社区都有活动。"),
        html.H3(f"未报送，不知道有没有 {len(facts.silent)} 个", className="list-title"),
        _names(facts, facts.silent, "未报送", "没有未报送的社区", "所选范围的社区都在报送范围内。"),
        foot="盲点来自区划树，不是来自活动表；未报送不等于 0。" + ("" if state["field"] else "可再按领域筛选。"),
        span=6,
    )


def _names(facts: Facts, rows: list[dict], key: str, title: str, words: str) -> Component:
    if not rows:
        return notice(title, words)
    state = facts.asked.state
    opened = state["all"] == key
    shown = rows if opened else rows[:MOST_NAMES]
    links = [
        html.Li(html.A(row["name"], href=state.link(area=row["area_code"]), title=row["path"].replace("/", " › ")))
        for row in shown
    ]
    more = []
    if len(rows) > MOST_NAMES:
        words = f"只看前 {MOST_NAMES} 个" if opened else f"全部 {len(rows)} 个"
        more = [html.A(words, href=state.link(all=None if opened else key), className="tool")]
    return html.Div([html.Ul(links, className="name-list"), *more])


def hubs_box(facts: Facts) -> Component:
    """Streets and towns without a hub by name, those with one, zone units apart."""
    expected = [row for row in facts.streets if row["is_expected"]]
    missing = [row for row in expected if not row["hubs"]]
    rows = [
        {
            "name": row["name"],
            "hubs": row["hub_names"] or "没有枢纽",
            "href": facts.asked.state.link(area=row["area_code"]),
        }
        for row in expected
    ]
    columns = [Column("name", "街道乡镇", text=True), Column("hubs", "枢纽", text=True)]
    opened = facts.asked.state["all"] == "枢纽"
    shown = rows if opened else rows[:MOST_NAMES]
    link = html.A(
        f"只看前 {MOST_NAMES} 个" if opened else f"全部 {len(rows)} 个",
        href=facts.asked.state.link(all=None if opened else "枢纽"),
        className="tool",
    )
    content = (
        data_table(columns, shown, "街道乡镇与枢纽")
        if rows
        else notice("没有街道乡镇", "所选地区之下没有街道、镇、乡。")
    )
    return box(
        "枢纽覆盖了哪些街道乡镇",
        subtitle(facts.asked.moment.words, f"{len(expected) - len(missing)} ÷ {len(expected)} 个有枢纽，没有的在前"),
        content,
        *([link] if len(rows) > MOST_NAMES else []),
        foot=_zones_words(facts),
        span=6,
    )


def _zones_words(facts: Facts) -> str:
    apart = [row["name"] for row in facts.streets if not row["is_expected"]]
    zones = [f"{row['name']}（{exact(row['activities'])} 场）" for row in facts.zones[:6]]
    parts = ["社区一级的服务站不算枢纽覆盖"]
    if apart:
        parts.append(f"功能区单位另列：{'、'.join(apart[:6])}")
    if zones:
        parts.append(f"农场、园区等类社区单位 {len(facts.zones)} 个不计入社区覆盖：{'、'.join(zones)}")
    return "；".join(parts) + "。"


def remarks(facts: Facts) -> html.Section:
    """What a reader has to know about coverage."""
    least = facts.asked.least
    return notes(
        [
            [html.B("哪些算社区："), "区划树上的居委会和村委会；农场、园区等类社区单位另列。"],
            [html.B("怎样算有服务："), f"当年在该社区举办的活动不少于 {least} 场；只记到街道的活动不算到任何社区。"],
            [html.B("人次与人数："), "人次是服务的次数，人数是不同的人；分开统计，从不相加。"],
            [html.B("0 与未报送："), "有人报送过这个社区这一年而没有活动，是 0，也就是盲点；没有人报送过，是未报送。"],
        ]
    )
