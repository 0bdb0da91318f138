"""自由分析: what stands around the numbers: the sentence, hovers, titles, feet, notes."""

from __future__ import annotations

import re

from dash import html
from dash.development.base_component import Component

from components.explore_asked import CHANGE, SUM, TIMES, Asked
from components.explore_facts import Facts, Row, name_of, written
from components.notes import names_in_words, notes
from components.place import LEVELS
from components.withheld import why_withheld
from components.words import figure, source, subtitle
from figures.change import SAME, arrow
from figures.numbers import NOT_REPORTED, Number, exact, rounding, signed
from indicators.definition import Definition
from records.catalog import record_types

FRACTION = re.compile(r"^(.+?) ÷ (.+?)(?: × \d+)?$")
POINTS = "个百分点"


def parts_of(definition: Definition) -> tuple[str, str]:
    """What the numerator and the denominator count, as the formula names them."""
    found = FRACTION.match(definition.formula) if definition.value == "ratio" else None
    return (found[1].strip("()（） "), found[2].strip("()（） ")) if found else ("分子", "分母")


def title_of(facts: Facts) -> str:
    """The indicator and what it is told apart by."""
    asked = facts.asked
    names = [_by_words(asked, by) for by in asked.by]
    switches = "、".join(word for word, on in ((SUM, asked.running), (CHANGE, asked.change)) if on)
    return f"{asked.definition.name} · {' × '.join(names)}{f'（{switches}）' if switches else ''}"


def _by_words(asked: Asked, by: str) -> str:
    if by == "area":
        level = asked.place.level if asked.beside else asked.level
        return f"{'同级' if asked.beside else '各'}{LEVELS[min(level, 6)]}"
    return {"year": "逐年", "month": "逐月"}.get(by) or name_of(by)


def under_title(facts: Facts, *more: str) -> str:
    """Unit and every choice in words."""
    return subtitle(facts.asked.unit, facts.result.filters_in_words.replace("·", " · "), *more)


def foot_of(facts: Facts, *more: str) -> str:
    """Who says so, how old it is, what is missing."""
    kind = facts.asked.definition.record_type
    name = record_types()[kind].name if kind in record_types() else "各类报送"
    people = f"、{facts.result.basis}报表" if facts.result.basis else ""
    return source(facts.result, f"{name}{people}", "；".join(part for part in (*more, *_missing(facts)) if part))


def _missing(facts: Facts) -> list[str]:
    silent = [row for row in facts.rows if not row.reported]
    undivided = [row for row in facts.rows if row.reported and row.now["value"] is None and not why_withheld(row.now)]
    words = []
    if silent:
        one = len(facts.asked.by) == 1
        names = names_in_words([row.labels[0] for row in silent], most=6) if one else f"{len(silent)} 格"
        words.append(f"{NOT_REPORTED}：{names}")
    if undivided:
        why = "没有分母" if facts.asked.definition.has_denominator else "没有填写"
        words.append(f"{len(undivided)} 行{why}，不能计算")
    return words


def hover(facts: Facts, row: Row, shown: Number | None = None, before: Number | None = None) -> str:
    """Everything about one mark: name, number, fraction, last year with the change."""
    asked, decimals = facts.asked, facts.asked.decimals
    lines = [" · ".join(row.labels)]
    value = row.value if shown is None else shown
    lines.append(f"<b>{exact(value, decimals)}</b> {asked.unit}" if value is not None else missing_words(facts, row))
    if shown is not None and row.value is not None:
        lines.append(f"当期 {exact(row.value, decimals)}")
    if asked.definition.has_denominator and row.reported and not why_withheld(row.now):
        lines.append(f"{plain(row.now['numerator'])} ÷ {plain(row.now['denominator'])}")
    earlier = row.value_before if before is None else before
    if asked.change:
        lines.append(change_words(asked, value, earlier))
    return "<br>".join(lines)


def missing_words(facts: Facts, row: Row) -> str:
    """Why a row has no number."""
    if not row.reported:
        return NOT_REPORTED
    if row.now["value"] is None:
        return why_withheld(row.now) or ("没有分母" if facts.asked.definition.has_denominator else "没有填写")
    return ""


def change_words(asked: Asked, now: Number | None, before: Number | None) -> str:
    """Both numbers and what lies between: 上年同期 912，▲ 120，+13.2%."""
    if before is None:
        return "上年同期没有数"
    words = f"上年同期 {exact(before, asked.decimals)}"
    if now is None:
        return words
    unit = f" {POINTS}" if asked.unit == "%" else ""
    share = rate_words(asked, now, before)
    more = f"，{share}" if share else ""
    return f"{words}，{arrow(now - before, asked.decimals)}{unit}{more}".replace(SAME, "持平")


def rate_words(asked: Asked, now: Number | None, before: Number | None) -> str:
    """The change as a share of last year's number; none for percentages and where last year was not above zero."""
    rate = rate_of(asked, now, before)
    return "" if rate is None else f"{signed(rate, 1)}%"


def rate_of(asked: Asked, now: Number | None, before: Number | None) -> Number | None:
    """The change in per cent of last year's number."""
    if now is None or before is None or before <= 0 or asked.unit == "%":
        return None
    return rounding((now - before) / before * 100, 1)


def plain(number: Number | None) -> str:
    """A numerator or denominator with the places it has."""
    if number is None:
        return "没有"
    return exact(number, 0 if float(number).is_integer() else 2)


def sentence(facts: Facts) -> Component:
    """What the picture says, computed: the whole, the highest and the lowest, or from where to where."""
    asked = facts.asked
    known = [row for row in facts.rows if row.value is not None]
    if not known:
        return _answer(asked, f"{asked.definition.name}：按现在的条件没有可以显示的数。")
    lone_time = len(asked.by) == 1 and asked.by[0] in TIMES
    found = _over_time(facts, known) if lone_time else [*_whole_words(facts), *_between(facts, known)]
    silent = len(facts.rows) - len(known)
    rest = f"；{silent} {'行' if len(asked.by) > 1 else '个'}没有数" if silent else ""
    return _answer(asked, *found, f"{rest}。")


def _answer(asked: Asked, *parts: str | Component) -> Component:
    """The sentence of the section; on its own page it is the one the page opens with."""
    named = {"id": "answer"} if asked.state.path == "/explore" else {}
    return html.P(list(parts), className="answer", **named)


def _number(asked: Asked, value: Number | None) -> Component:
    return figure(value, asked.unit, asked.decimals)


def _whole_words(facts: Facts) -> list:
    asked, whole = facts.asked, facts.whole
    if whole is None or whole.value is None:
        return [f"{asked.definition.name}："]
    place = asked.place.name if not asked.beside else "上级合计"
    parts = [f"{when_words(asked)}{place}的{asked.definition.name}为 ", _number(asked, whole.value)]
    if asked.change and whole.value_before is not None:
        parts.append(f"（{change_words(asked, whole.value, whole.value_before)}）")
    return [*parts, "；"]


def when_words(asked: Asked) -> str:
    """The time as it stands in a sentence."""
    if "year" in asked.by:
        return f"{asked.moment.first_year}—{asked.moment.last_year}年"
    if asked.moment.day and asked.definition.kind == "flow":
        return f"{asked.moment.year}年1月1日至{asked.moment.words}"
    return asked.moment.words if asked.definition.kind == "stock" else asked.moment.period


def _between(facts: Facts, known: list[Row]) -> list:
    asked, ordered = facts.asked, written(known)
    top, low = ordered[0], ordered[-1]
    if top.value == low.value:
        return [f"{len(known)} 行都是 ", _number(asked, top.value)]
    highest, lowest = (_end_words(ordered, row) for row in (top, low))
    return [f"最高的{highest} ", _number(asked, top.value), f"，最低的{lowest} ", _number(asked, low.value)]


def _end_words(rows: list[Row], end: Row) -> str:
    """Who is highest or lowest; several with the same number are named together or counted, never one of them alone."""
    names = [" · ".join(row.labels) for row in rows if row.value == end.value]
    return f"有 {len(names)} 个，都是" if len(names) > 2 else f"是{'和'.join(names)}"


def _over_time(facts: Facts, known: list[Row]) -> list:
    asked = facts.asked
    shown = [(row.labels[0], row.sum if asked.running else row.value) for row in known]
    (first, start), (last, end) = shown[0], shown[-1]
    year = f"{asked.moment.year}年" if asked.by[0] == "month" else ""
    name = f"{asked.place.name}的{asked.definition.name}"
    said = f"到{year}{last}，{name}累计 " if asked.running else f"{year}{last}{name}为 "
    parts = [said, _number(asked, end)]
    if asked.change and known[-1].value_before is not None and not asked.running:
        return [*parts, f"，{change_words(asked, known[-1].value, known[-1].value_before)}"]
    if asked.change and asked.running and known[-1].sum_before is not None:
        return [*parts, f"，{change_words(asked, end, known[-1].sum_before)}"]
    if len(shown) > 1 and not asked.running:
        parts += [f"，{first}为 ", _number(asked, start), f"；最高是{max(shown, key=lambda one: one[1])[0]}"]
    return parts


def remarks(facts: Facts) -> Component:
    """What has to be known to read the numbers rightly."""
    asked, definition = facts.asked, facts.asked.definition
    lines = [f"{definition.name}：{definition.definition}公式：{definition.formula}。"]
    if asked.definition.kind == "flow" or definition.record_type:
        lines.append(f"“{NOT_REPORTED}”是没有人报过这一段的记录，不是 0；0 是报过而没有。")
    if facts.unadded:
        lines.append(
            "各行相加不等于总体：同一个对象会出现在几行里，或有的行没有数。总体是单独数出来的，不是相加得来的。"
        )
    if "universe" in asked.by:
        lines.append("三种统计口径互相包含，不能相加，也不放在一根轴上比，所以只列表。")
    if asked.running:
        lines.append("累计到每一期为止；一个人在几期里都出现的，累计里只算一次。没有报送的时段没有加进去，图上断开。")
    if asked.change:
        lines.append("同比是与上一年同一时段相比；百分数的变化用百分点。上年没有数或为 0 的，不算百分比。")
    if facts.cut:
        lines.append(f"数据截至 {facts.result.data_date:%Y-%m-%d}，之后的 {len(facts.cut)} 个月还没有，不画。")
    missing = [name for row in facts.rows for name in row.now["areas_without_denominator_names"]]
    if missing:
        names = names_in_words(list(dict.fromkeys(missing)))
        lines.append(f"有记录而没有分母、没有算进比值的地区：{names}。")
    return notes(lines)
