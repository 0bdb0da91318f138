"""年度成效报告 of a hub: the sentence that opens a chapter, made of what the chapter shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from components.hubs_facts import FEWEST_PEERS, MEASURES, Facts, Line
from components.hubs_words import EVENTS
from components.ranks import place_words
from figures.numbers import Number, compact, exact, percent, signed
from reports.content import Block, Figure, Table, Words
from sheets.values import NUMBER

MOST_NAMED = 3
LEAST_BEFORE = 10  # a change from 4 to 6 is no +50% to lead with
Lead = Callable[[Facts, Sequence[Block]], str]


def lead_of(key: str, facts: Facts, blocks: Sequence[Block]) -> str:
    """The opening sentence of a chapter; empty where its blocks say it themselves."""
    found = LEADS.get(key)
    return found(facts, blocks) if found else ""


def against_last_year(facts: Facts) -> str:
    """How many of the ten rose and fell, by name."""
    year = facts.asked.year
    told: dict[str, list[str]] = {"增加": [], "减少": [], "持平": []}
    for line in _lines(facts):
        now, before = line.value(year), line.value(year - 1)
        if now is not None and before is not None:
            word = "持平" if now == before else "增加" if now > before else "减少"
            told[word].append(f"{line.measure.name}{_moved(line, now, before)}" if now != before else line.measure.name)
    parts = [f"{word} {len(names)} 项：{'、'.join(names)}" for word, names in told.items() if names]
    return f"十项主要数与上年比，{'；'.join(parts)}。" if parts else "十项主要数没有一项在这两年都有，不与上年比较。"


def _moved(line: Line, now: Number, before: Number) -> str:
    """（+14.7%）; of shares the difference in points."""
    if line.measure.unit == "%":
        return f"（{signed(now - before, line.measure.decimals)} 个百分点）"
    if not before:
        return f"（从 0 到 {compact(now, line.measure.decimals)}）"
    sign = "+" if now > before else ""
    return f"（{sign}{percent((now - before) / before)}）"


def against_peers(facts: Facts) -> str:
    """Where the hub stands among its peers, figure by figure; why not where they are too few."""
    year, beside = facts.asked.year, facts.beside.word
    ranked: dict[str, list[str]] = {}
    for line in _lines(facts):
        own, others = line.value(year), line.known_peers
        if own is not None and len(others) >= FEWEST_PEERS:
            ranked.setdefault(place_words(own, others), []).append(line.measure.name)
    if not ranked:
        return f"有数的{beside}枢纽不足 {FEWEST_PEERS} 个，不作比较。"
    told = [f"{'、'.join(names)}居{place}" for place, names in sorted(ranked.items())]
    rest = sum(line.value(year) is not None for line in _lines(facts)) - sum(map(len, ranked.values()))
    more = f"其余 {rest} 项有数的{beside}枢纽不足 {FEWEST_PEERS} 个，不比较。" if rest > 0 else ""
    return f"与{beside}枢纽比，{'；'.join(told)}。{more}"


def _lines(facts: Facts) -> list[Line]:
    return [facts.lines[measure.key] for measure in MEASURES]


def _figures(facts: Facts, _blocks: Sequence[Block]) -> str:
    return against_last_year(facts) + against_peers(facts)


def largest_moves(facts: Facts) -> list[Line]:
    """The figures that moved, by the share they moved, largest first; not those that were next to nothing before."""
    year = facts.asked.year
    moved = []
    for line in _lines(facts):
        now, before = line.value(year), line.value(year - 1)
        known = now is not None and before is not None and line.measure.unit != "%"
        if known and now != before and before >= LEAST_BEFORE:
            moved.append((abs(now - before) / before, line))
    return [line for _, line in sorted(moved, key=lambda one: -one[0])]


def _why(facts: Facts, _blocks: Sequence[Block]) -> str:
    year = facts.asked.year
    told = [
        f"{line.measure.name}{_moved(line, line.value(year), line.value(year - 1))}"
        for line in largest_moves(facts)[:MOST_NAMED]
    ]
    return f"按增减的幅度，变化最大的是{'、'.join(told)}。" if told else ""


def _organizations(facts: Facts, _blocks: Sequence[Block]) -> str:
    told = [f"{title} {len(rows)} 家" for event, title, _ in EVENTS if (rows := facts.events.get(event))]
    none = [title for event, title, _ in EVENTS if not facts.events.get(event)]
    if not told:
        return ""
    return f"这一年{'、'.join(told)}{'；没有' + '、'.join(none) + '的' if none else ''}。"


def _coverage(facts: Facts, blocks: Sequence[Block]) -> str:
    line, year = facts.lines["communities"], facts.asked.year
    own = line.value(year)
    whole = len({row["area_code"] for row in facts.matrix})
    served = f"所在地区 {whole} 个社区（村）里，本枢纽的活动到了 {exact(own)} 个" if own is not None else ""
    moved = [
        text.partition("：")[0]
        for block in blocks
        if isinstance(block, Words)
        for text in block.paragraphs
        if text.startswith(("新覆盖", "不再覆盖"))
    ]
    parts = [part for part in (served, f"按社区 × 领域与上年比，{'、'.join(moved)}" if moved else "") if part]
    return f"{'；'.join(parts)}。" if parts else ""


def _two_years(facts: Facts, key: str, words: str) -> str:
    line, year = facts.lines[key], facts.asked.year
    now, before = line.value(year), line.value(year - 1)
    if now is None:
        return ""
    change = f"（较上年 {_moved(line, now, before).strip('（）')}）" if before is not None and before != now else ""
    number = compact(now, line.measure.decimals)
    gap = "" if number.endswith(("万", "亿")) else " "
    return f"{words} {number}{gap}{line.measure.unit}{change}"


def _money(facts: Facts, blocks: Sequence[Block]) -> str:
    parts = [_two_years(facts, "received", "到账"), _two_years(facts, "granted", "拨付")]
    return _sentence([*parts, _largest(blocks, "到账"), _dependence(blocks)])


def _largest(blocks: Sequence[Block], what: str) -> str:
    """The first row of the table of money received: 到账最多的是财政资金·政府购买（69.8%）."""
    for block in blocks:
        if isinstance(block, Figure) and block.table and block.title.endswith(what) and len(block.table.rows) > 1:
            row = block.table.rows[0]
            names = "·".join(str(cell) for cell in row[:2] if isinstance(cell, str))
            titles = [column.title for column in block.table.columns]
            part = row[titles.index("占比")] if "占比" in titles else None
            share = f"，占 {exact(part, 1)}%" if isinstance(part, float) else ""
            return f"{what}最多的是{names}{share}"
    return ""


def _dependence(blocks: Sequence[Block]) -> str:
    """财政资金依赖度 85.1%（上年 82.0%）, as the table of the structure of money says it."""
    table = _table_of(blocks, "财政资金依赖度")
    row = table.rows[0] if table else ()
    if len(row) < 4 or not _is_known(row[2]):
        return ""
    before = f"（上年 {_cell(row[3])}%）" if _is_known(row[3]) else ""
    return f"财政资金依赖度 {_cell(row[2])}%{before}"


def _projects(_facts: Facts, blocks: Sequence[Block]) -> str:
    """The sums of the year's projects, as their table says them."""
    table = _table_of(blocks, "申报")
    if table is None or table.rows[0][2] in (0, "0", None):
        return ""
    rows = {str(row[0]): row for row in table.rows}
    told = [
        f"{name} {_cell(rows[name][2])}{_unit(rows[name][1])}"
        for name in ("申报", "立项", "立项率", "立项金额")
        if name in rows and len(rows[name]) > 2 and _is_known(rows[name][2])
    ]
    return f"这一年公益创投{'，'.join(told)}。" if told else ""


def _volunteers(facts: Facts, _blocks: Sequence[Block]) -> str:
    taken = facts.participations.value(facts.asked.year)
    more = f"参与 {exact(taken)} 人次" if taken is not None else ""
    return _sentence([_two_years(facts, "hours", "志愿服务时长"), more])


def _trainings(_facts: Facts, blocks: Sequence[Block]) -> str:
    figure = _first(blocks)
    if figure is None:
        return ""
    kinds = [f"{row[0]} {row[1]} 场" for row in figure.table.rows if isinstance(row[1], int) and row[1]]
    return f"这一年{figure.title}：{'、'.join(kinds)}。" if kinds else ""


def _needs(_facts: Facts, blocks: Sequence[Block]) -> str:
    table = _table_of(blocks, "收集需求")
    if table is None or not _is_known(table.rows[0][2]):
        return ""
    told = [f"{row[0]} {_cell(row[2])}{_unit(row[1])}" for row in table.rows if _is_known(row[2])]
    return f"所在地区这一年{'，'.join(told)}。"


def _check(_facts: Facts, blocks: Sequence[Block]) -> str:
    figures = [block for block in blocks if isinstance(block, Figure) and block.table]
    radar = next((one for one in figures if one.picture and one.picture.kind == "radar"), None)
    gaps = next((one for one in figures if one.table.columns[-1].title == "还差"), None)
    parts = [radar.summary.partition("：")[2] if radar else ""]
    if gaps:
        parts.append(f"失分最多的是{gaps.table.rows[0][0]}（还差 {exact(gaps.table.rows[0][-1], 1)} 分）")
    return _sentence(parts)


def _attention(_facts: Facts, blocks: Sequence[Block]) -> str:
    figure = next((block for block in blocks if isinstance(block, Figure) and block.table), None)
    if figure is None:
        return "没有触发提醒。"
    has_amount = figure.table.columns[1].title == "数量"
    names = [f"{row[0]}（{row[1]}）" if has_amount and row[1] else str(row[0]) for row in figure.table.rows]
    return f"有 {len(names)} 件事需要留意：{'、'.join(names)}。"


def _first(blocks: Sequence[Block]) -> Figure | None:
    return next((block for block in blocks if isinstance(block, Figure) and block.table and block.table.rows), None)


def _table_of(blocks: Sequence[Block], first: str) -> Table | None:
    """The table whose first cell says so."""
    tables = [block.table for block in blocks if isinstance(block, Figure) and block.table and block.table.rows]
    return next((table for table in tables if table.rows[0][0] == first), None)


def _is_known(value: object) -> bool:
    """Whether a cell is a number, also one that stands as the page writes it."""
    return isinstance(value, int | float) or (isinstance(value, str) and bool(NUMBER.fullmatch(value)))


def _cell(value: float | str) -> str:
    if isinstance(value, str):
        return value.removesuffix(".00")
    return exact(value, 0 if isinstance(value, int) else 1)


def _unit(unit: object) -> str:
    return "%" if unit == "%" else f" {unit}"


def _sentence(parts: Sequence[str]) -> str:
    said = [part for part in parts if part]
    return f"{'；'.join(said)}。" if said else ""


LEADS: dict[str, Lead] = {
    "figures": _figures,
    "why": _why,
    "organizations": _organizations,
    "coverage": _coverage,
    "money": _money,
    "projects": _projects,
    "volunteers": _volunteers,
    "trainings": _trainings,
    "needs": _needs,
    "check": _check,
    "alarms": _attention,
}
