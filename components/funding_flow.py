"""资金: where the money came from and where it went, donor → hub → purpose → organisation, every payment once."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Cell, Column, data_table
from components.funding_facts import Facts
from components.funding_words import FILE
from components.long_list import LongList
from components.profile_links import org_href, project_href
from components.states import notice
from components.words import source, subtitle
from figures import theme
from figures.flow import MOST_NODES, movement
from figures.numbers import exact

LAYERS = ("出资方", "枢纽", "用途", "组织")
MOST_HUBS = 3
MOST_SHOWN = 500  # rows of the table; in a country money goes thirty thousand ways in a year
SIGNS = (9, 9, 6, 7)  # what is written of a name in each layer; the last two stand close
NO_HUB, NO_ORG = "未写明枢纽", "未写明组织"
LEAST_WIDTH = 680  # below it the words of four columns lie on each other: the picture scrolls instead


def flow_chart(facts: Facts, span: int = 12) -> Component:
    """The ways of money as streams, their full list as the table."""
    asked = facts.asked
    links = links_of(facts.flow)
    kept = shown_names(links)
    entered = sum(row["amount"] for row in facts.flow if row["way"] != "出")
    left = sum(row["amount"] for row in facts.flow if row["way"] != "进")
    kind = "代管" if asked.is_held else "自有"
    return chart(
        asked.state,
        "flow",
        "钱从哪里来，到哪里去",
        _picture(facts, links, kept) if links else notice("没有收付", f"{asked.year}年没有到账，也没有拨付。"),
        _table(facts),
        subtitle=subtitle("元", f"{kind}资金", " → ".join(LAYERS), f"{asked.year}年"),
        foot=source(facts.result, FILE, _foot(facts, kept)),
        summary=f"流向图：到账 {exact(entered)} 元，拨付 {exact(left)} 元",
        span=span,
        indicator="funds_received;custody=代管" if asked.is_held else "funds_received",
    )


def _foot(facts: Facts, kept: list[list[str]]) -> str:
    words = "到账与拨付是两本账，同一枢纽进出不必相等；转拨的钱进来时计一次、出去时计一次，从不相加"
    return f"{words}；每列只画最大的，其余合在一起，全部见表" if any("其余" in names for names in kept) else words


def ends_of(row: dict) -> tuple[str, str, str, str]:
    """Whom a way of money leads past, in the order of the layers: by number where there is one."""
    return row["giver"], row["hub_id"] or NO_HUB, row["project_id"] or row["instrument"], row["org_id"] or NO_ORG


def names_of(row: dict) -> tuple[str, str, str, str]:
    """The same ends as people call them."""
    giver, hub, purpose, org = ends_of(row)
    return giver, row["hub"] or hub, row["project"] or purpose, row["org"] or org


def links_of(rows: list[dict]) -> dict[tuple[int, str, str], Decimal]:
    """(layer, from, to) → yuan: what came in reaches the hub, what went out starts there, 直达 goes all the way."""
    found: dict[tuple[int, str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        ends = ends_of(row)
        layers = {"进": (0,), "出": (1, 2), "直达": (0, 1, 2)}[row["way"]]
        for layer in layers:
            found[layer, ends[layer], ends[layer + 1]] += row["amount"]
    return dict(found)


def shown_names(links: dict[tuple[int, str, str], Decimal]) -> list[list[str]]:
    """The names of every layer, the largest first, the last 其余 where not all of them find room in the picture."""
    sizes = [_sizes(links, layer) for layer in range(len(LAYERS))]
    rooms = [0] * len(LAYERS)
    while sum(rooms) < MOST_NODES:
        before = sum(rooms)
        for layer in (1, 0, 3, 2):
            most = MOST_HUBS if layer == 1 else len(sizes[layer])
            if sum(rooms) < MOST_NODES and rooms[layer] < min(most, len(sizes[layer])):
                rooms[layer] += 1
        if sum(rooms) == before:
            break
    return [_cut(names, room) for names, room in zip(sizes, rooms, strict=True)]


def _sizes(links: dict[tuple[int, str, str], Decimal], layer: int) -> list[str]:
    entering, leaving = defaultdict(Decimal), defaultdict(Decimal)
    for (at, start, end), amount in links.items():
        if at == layer:
            leaving[start] += amount
        if at + 1 == layer:
            entering[end] += amount
    names = {*entering, *leaving}
    return sorted(names, key=lambda name: (-max(entering[name], leaving[name]), name))


def _cut(names: list[str], room: int) -> list[str]:
    return names if len(names) <= room else [*names[: room - 1], "其余"]


def _picture(facts: Facts, links: dict[tuple[int, str, str], Decimal], kept: list[list[str]]) -> dict:
    streams: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for (layer, start, end), amount in links.items():
        ends = [name if name in kept[at] else "其余" for at, name in ((layer, start), (layer + 1, end))]
        streams[f"{layer} {ends[0]}", f"{layer + 1} {ends[1]}"] += amount
    columns = {f"{layer} {name}": layer for layer, names in enumerate(kept) for name in names}
    names = {(layer, end): name for row in facts.flow for layer, (end, name) in enumerate(_both(row))}
    labels = {node: names.get((layer, node[2:]), f"其余{LAYERS[layer]}") for node, layer in columns.items()}
    drawn = [
        {
            "source": start,
            "target": end,
            "value": amount,
            "hover": f"{labels[start]} → {labels[end]}<br><b>{exact(amount, 2)}</b> 元",
        }
        for (start, end), amount in streams.items()
    ]
    colors = {node: _color(node[2:], layer) for node, layer in columns.items()}
    words = {node: theme.shorten(word, SIGNS[columns[node]]) for node, word in labels.items()}
    figure = movement(drawn, colors, words, "元", columns, _hrefs(facts, set(columns)))
    figure["layout"]["meta"] = {"least": LEAST_WIDTH}
    return figure


def _hrefs(facts: Facts, drawn: set[str]) -> dict[str, str]:
    """Where a node leads: it narrows the page to this giver, hub, purpose or organisation, or lifts that again."""
    found = {}
    for row in facts.flow:
        giver, hub, purpose, org = ends_of(row)
        chosen = {
            f"0 {giver}": ("source" if giver == row["source"] else "donor", giver),
            f"1 {hub}": ("hub", row["hub_id"]),
            f"2 {purpose}": ("project" if row["project_id"] else "instrument", purpose),
            f"3 {org}": ("org", row["org_id"]),
        }
        found |= {node: _toggled(facts, *choice) for node, choice in chosen.items() if node in drawn}
    return {node: href for node, href in found.items() if href}


def _toggled(facts: Facts, key: str, word: str | None) -> str | None:
    return facts.asked.state.toggled(key, word) if word else None


def _both(row: dict) -> zip:
    return zip(ends_of(row), names_of(row), strict=True)


def _color(name: str, layer: int) -> str:
    if name == "其余" or name in (NO_HUB, NO_ORG):
        return theme.OTHER
    parts = theme.FIVE_PARTS
    return (theme.SOURCES.get(name, parts["社会慈善资源"]), theme.ACCENT, theme.BAR, parts["社会组织"])[layer]


def _table(facts: Facts) -> Component:
    """Every way of money with its four ends; a click narrows the page or opens a profile."""
    columns = [
        Column("giver", LAYERS[0], text=True),
        Column("way", "收支", text=True),
        Column("hub", LAYERS[1], text=True),
        Column("purpose", LAYERS[2], text=True),
        Column("org", LAYERS[3], text=True),
        Column("payments", "笔数", "笔"),
        Column("amount", "金额", "元", 2),
    ]
    lines = LongList(facts.flow, made=lambda row: _line(facts, row))
    return data_table(columns, lines, f"{facts.asked.place.name}：钱从哪里来，到哪里去", most=MOST_SHOWN)


def _line(facts: Facts, row: dict) -> dict:
    state, (giver, hub, purpose, org) = facts.asked.state, names_of(row)
    return {
        "giver": giver,
        "href": state.link(**{"source" if giver == row["source"] else "donor": giver}),
        "way": {"进": "到账", "出": "拨付", "直达": "到账（直接到组织）"}[row["way"]],
        "hub": Cell(hub, state.link(hub=row["hub_id"]) if row["hub_id"] else None),
        "purpose": Cell(purpose, _purpose_href(facts, row)),
        "org": Cell("" if row["way"] == "进" else org, org_href(row["org_id"]) if row["org_id"] else None),
        "payments": row["payments"],
        "amount": row["amount"],
    }


def _purpose_href(facts: Facts, row: dict) -> str:
    if row["project_id"]:
        return project_href(row["project_id"])
    return facts.asked.state.link(instrument=row["instrument"])
