"""枢纽年度: the year's projects, trainings, needs met and the balance of the five 社; coverage gained and lost."""

from __future__ import annotations

from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from components.data_table import Column, data_table
from components.hubs_coverage import communities_of
from components.hubs_facts import Facts
from components.hubs_pictures import foot
from components.linkage_facts import FIVE, UNWRITTEN
from components.notes import names_in_words
from components.words import box, subtitle
from figures.numbers import NOT_REPORTED, Number, exact

MOST_PLACES = 12


def trainings_box(facts: Facts, span: int = 6) -> Component:
    """Trainings by kind, this year and last."""
    year, years = facts.asked.year, facts.asked.years
    now, before = (_by(facts, "trainings", "training_kind", one) for one in (year, year - 1))
    people = _by(facts, "training_attendances", "training_kind", year)
    rows = [
        {"kind": kind, "now": now.get(kind), "before": before.get(kind), "people": people.get(kind)}
        for kind in sorted({**now, **before}, key=_order(now, before))
    ]
    columns = [
        Column("kind", "方式", text=True),
        Column("now", years.short(year), "场"),
        Column("before", years.short(year - 1), "场"),
        Column("people", "参训", "人次"),
    ]
    nothing = html.P("没有写明这个枢纽的培训督导。", className="box-words")
    whole = sum(value or 0 for value in now.values())
    return box(
        f"培训与督导 {exact(whole)} 场",
        subtitle(facts.asked.said, "本枢纽开展的"),
        data_table(columns, rows, "各种培训与督导", name="trainings") if rows else nothing,
        foot=foot("培训督导台账", "一个人参加两场是两人次"),
        span=span,
    )


def _by(facts: Facts, indicator: str, side: str, year: int) -> dict[str, Number | None]:
    return {row[side]: row["value"] for row in facts.by(indicator, side, year)}


def kinds_box(facts: Facts, span: int = 6) -> Component:
    """Activities and visits by kind of activity, this year and last."""
    return _activities(facts, "活动类型", "kind", span)


def served_box(facts: Facts, span: int = 6) -> Component:
    """Activities and visits by whom they served, this year and last."""
    return _activities(facts, "服务对象", "beneficiary", span)


def _activities(facts: Facts, title: str, side: str, span: int) -> Component:
    year, years = facts.asked.year, facts.asked.years
    now, before = (_by(facts, "activities", side, one) for one in (year, year - 1))
    visits = _by(facts, "visits", side, year)
    kept = sorted((word for word in {**now, **before} if now.get(word) or before.get(word)), key=_order(now, before))
    rows = [
        {"word": word, "now": now.get(word) or 0, "before": before.get(word) or 0, "visits": visits.get(word)}
        for word in kept
    ]
    columns = [
        Column("word", title, text=True),
        Column("now", years.short(year), "场"),
        Column("before", years.short(year - 1), "场"),
        Column("visits", "服务", "人次"),
    ]
    line = facts.lines["activities"]
    words = NOT_REPORTED if line.missing == NOT_REPORTED else "没有一条活动写明归这个枢纽。"
    nothing = html.P(words, className="box-words")
    return box(
        f"按{title}",
        subtitle(facts.asked.said, "本枢纽的活动"),
        data_table(columns, rows, f"按{title}", name=f"by-{side}") if rows else nothing,
        foot=foot("活动台账"),
        span=span,
    )


def _order(now: dict, before: dict) -> Callable[[str], tuple]:
    """Most activities first, those nobody described last."""
    return lambda word: (word == UNWRITTEN, -(now.get(word) or 0), -(before.get(word) or 0), word)


def needs_box(facts: Facts, span: int = 6) -> Component:
    """Needs of the hub's area: opened, met, how fast, how satisfied people were."""
    year, years, area = facts.asked.year, facts.asked.years, facts.hub["area_code"]
    rows = []
    for name, indicator, unit, decimals in (
        ("收集需求", "demands", "条", 0),
        ("办结率", "demand_response_rate", "%", 1),
        ("办结平均天数", "demand_days", "天", 1),
        ("满意率", "demand_satisfaction", "%", 1),
    ):
        found = [facts.at(indicator, {"area": area}, one) for one in (year, year - 1)]
        told = [exact(row["value"], decimals) if row["reported"] else NOT_REPORTED for row in found]
        rows.append({"name": name, "unit": unit, "now": told[0], "before": told[1]})
    columns = [
        Column("name", "居民需求", text=True),
        Column("unit", "单位", text=True),
        Column("now", years.short(year)),
        Column("before", years.short(year - 1)),
    ]
    return box(
        "需求回应",
        subtitle("枢纽所在地区的居民需求", facts.asked.said),
        data_table(columns, rows, "居民需求的回应", name="needs"),
        foot=foot("居民需求清单", "需求不写枢纽，所以按枢纽服务的地区计"),
        span=span,
    )


def five_box(facts: Facts, span: int = 6) -> Component:
    """In how many of the hub's activities each of the five took part."""
    year, years = facts.asked.year, facts.asked.years
    now, before = (_taking_part(facts, one) for one in (year, year - 1))
    rows = [
        {
            "name": name,
            "now": now[0].get(name),
            "share": _share(now, name),
            "before": _share(before, name),
        }
        for name in FIVE
    ]
    columns = [
        Column("name", "五社", text=True),
        Column("now", "参与的活动", "场"),
        Column("share", f"{years.short(year)}占比", "%", 1),
        Column("before", f"{years.short(year - 1)}占比", "%", 1),
    ]
    nothing = html.P("没有写明这个枢纽、又写明参与主体的活动。", className="box-words")
    return box(
        "五社平衡",
        subtitle("本枢纽的活动里五社各参与多少", facts.asked.said),
        data_table(columns, rows, "五社各参与的活动", name="five") if now[1] else nothing,
        foot=foot("活动台账", f"写明参与主体的 {exact(now[1])} 场；一场可有几社参与"),
        span=span,
    )


def _taking_part(facts: Facts, year: int) -> tuple[dict[str, int], int]:
    """Activities with each of the five, and activities that say who took part."""
    together = _by(facts, "activities", "together", year)
    degrees = _by(facts, "activities", "linkage", year)
    told = {
        name: sum(count or 0 for words, count in together.items() if word in words.split("+"))
        for name, word in FIVE.items()
    }
    return told, sum(count or 0 for degree, count in degrees.items() if degree != UNWRITTEN)


def _share(part: tuple[dict[str, int], int], name: str) -> float | None:
    return part[0].get(name, 0) / part[1] * 100 if part[1] else None


def moved_box(facts: Facts, span: int = 5) -> Component:
    """Communities and fields the hub reached this year and not last, and the other way round."""
    year, years = facts.asked.year, facts.asked.years
    now, before = _reached(facts.matrix), _reached(facts.matrix_of(year - 1))
    gained, lost = sorted(now - before), sorted(before - now)
    parts = [
        html.P([html.B(f"新覆盖 {exact(len(gained))} 格："), _places(gained)]),
        html.P([html.B(f"不再覆盖 {exact(len(lost))} 格："), _places(lost)]),
    ]
    nothing = html.P("这两年都没有写明这个枢纽、又记到社区的活动。", className="box-words")
    return box(
        "覆盖的得与失",
        subtitle("社区 × 领域", years.against(year), "有一场活动就算覆盖"),
        html.Div(parts, className="box-words") if now or before else nothing,
        foot=foot("活动台账", f"这一年共 {exact(len(now))} 格，上年 {exact(len(before))} 格"),
        span=span,
    )


def _reached(rows: list[dict]) -> set[tuple[str, str]]:
    """(community, field) with at least one activity."""
    return {(one.name, field) for one in communities_of(rows) for field, count in one.activities.items() if count}


def _places(cells: list[tuple[str, str]]) -> str:
    named = [f"{community}·{field}" for community, field in cells]
    return f"{names_in_words(named, most=MOST_PLACES)}。" if named else "没有。"
