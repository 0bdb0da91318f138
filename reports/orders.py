"""Which report is asked for: a hub or an area, a year and what else narrows it; and the report made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from urllib.parse import parse_qsl, unquote, urlsplit

from indicators.warehouse import ask
from reports.content import Report
from reports.files import ReportError

HUB, AREA = "hub", "area"
LONGEST_ADDRESS = 2000
IDLE = ("panel", "tables", "events", "figure", "q")  # what changes the page but not the report


@dataclass(frozen=True)
class Order:
    """One report: of a hub (its id) or an area (its code), a year, and further choices of the page's address."""

    kind: str
    key: str
    year: int
    choices: Mapping[str, str] = field(default_factory=dict)

    def make(self) -> Report:
        """The report, of the build that `snapshot()` sees. Raises ChoiceError for what does not exist."""
        given = {name: tuple(words.split(",")) for name, words in self.choices.items()}
        module, function = ("reports.hub", "hub_report") if self.kind == HUB else ("reports.area", "area_report")
        return getattr(import_module(module), function)(self.key, self.year, given)


def order_of(address: str) -> Order:
    """The order of the address of a page: /hubs/<hub>?year=… or /?area=…&year=…; the year must be written."""
    parts = urlsplit(address)
    if len(address) > LONGEST_ADDRESS or parts.scheme or parts.netloc:
        raise ReportError("要定稿的不是本系统的地址。", "请在“枢纽年度”或“总览”上点“定稿”。")
    given: dict[str, str] = {}
    for name, words in parse_qsl(parts.query, max_num_fields=50):
        given[name] = f"{given[name]},{words}" if name in given else words
    hub = unquote(parts.path.removeprefix("/hubs/")) if parts.path.startswith("/hubs/") else ""
    area, year = given.pop("area", ""), given.pop("year", "")
    if not (hub or (parts.path == "/" and area)) or not (year.isascii() and year.isdigit() and len(year) == 4):
        raise ReportError("没有写明哪个枢纽（或地区）、哪一年。", "请在“枢纽年度”或“总览”上选好再点“定稿”。")
    choices = {name: words for name, words in sorted(given.items()) if name not in IDLE}
    return Order(HUB if hub else AREA, hub or area, int(year), choices)


def hub_named(words: str) -> dict:
    """The hub of an id or a name, or of a part of a name that only one has; ReportError names what is near."""
    hubs = ask("hubs", area=None, level=None)
    exact = [one for one in hubs if words in (one["hub_id"], one["name"])]
    near = exact or [one for one in hubs if words and words in f"{one['name']} {one['path']}"]
    if len(near) == 1:
        return near[0]
    if not near:
        raise ReportError(f"没有叫“{words[:40]}”的枢纽。", "请写枢纽的编号或名称；“枢纽年度”页列出全部。", 404)
    shown = "、".join(f"{one['name']}（{one['hub_id']}）" for one in near[:8])
    rest = f"等 {len(near)} 个" if len(near) > 8 else ""
    raise ReportError(f"“{words[:40]}”不止一个枢纽。", f"请写编号：{shown}{rest}。")
