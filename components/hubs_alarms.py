"""枢纽年度: what of a hub's year needs attention, found by thresholds that stand with their reasons in a file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from components.hubs_coverage import communities_of
from components.hubs_facts import MEASURES, Facts
from components.hubs_projects import names_the_hub
from components.hubs_targets import missed
from components.scoped import own_hub
from figures.numbers import exact
from indicators.catalog import HERE
from indicators.few_people import hides_rows
from indicators.warehouse import ask, snapshot

FILE = Path(HERE) / "hub_alarms.toml"
RUBRIC = "枢纽"
FALLING = ("activities", "visits", "hours")


@dataclass(frozen=True)
class Found:
    """What one threshold came to: the number held against it in words, and everybody beyond it by name.

    `is_beyond` None: it cannot be judged, `said` tells why. `path` is the page that shows more.
    """

    is_beyond: bool | None
    said: str
    names: tuple[str, ...] = ()
    path: str | None = None


@cache
def thresholds() -> dict[str, dict]:
    """The limits with their names and reasons, in the order in which they are told."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def alarms_of(facts: Facts) -> dict[str, Found]:
    """Every threshold of the file and what this year came to."""
    return {key: _FINDERS[key](facts, limit) for key, limit in thresholds().items()}


def limit_words(limit: dict) -> str:
    """As in a table: 365 天内, 70%, 0.5."""
    unit = limit["unit"]
    return f"{limit['limit']:g}{unit if unit == '%' else f' {unit}' if unit else ''}"


def _expiring(facts: Facts, limit: dict) -> Found:
    day, within = facts.last_day.isoformat(), limit["limit"]
    hub = facts.hub["hub_id"]
    rows = ask("hub_expiring", hub=hub, ladder=limit["ladder"], day=day, within_days=within)
    names = tuple(f"{row['name']}（{row['grade']}，{row['valid_until']:%Y-%m-%d}）" for row in rows)
    return Found(bool(rows), f"{facts.asked.ended}后 {within} 天内到期 {exact(len(rows))} 家", names, "/tiers")


def _silent(facts: Facts, limit: dict) -> Found:
    if hides_rows() and facts.asked.years.starts[1] != 1:
        return Found(None, "年度不从某月1日起算，志愿服务按规定不逐日说，无法判断")
    rows = ask("hub_silent", hub=facts.hub["hub_id"], **facts.asked.days)
    quiet = [row["name"] for row in rows if not row["is_active"]]
    if not rows or len(quiet) == len(rows):
        return Found(None, "没有一条记录写明它的组织，无法判断" if rows else "没有整年在册的组织")
    share = len(quiet) / len(rows) * 100
    said = f"整年在册 {exact(len(rows))} 家，没有动静 {exact(len(quiet))} 家（{exact(share, 1)}%）"
    return Found(share > limit["limit"], said, tuple(quiet))


def _unserved(facts: Facts, limit: dict) -> Found:
    line = facts.lines["activities"]
    if line.value(facts.asked.year) is None:
        return Found(None, line.missing)
    empty = tuple(one.name for one in communities_of(facts.matrix) if one.reported and not one.whole)
    said = f"{exact(len(empty))} 个社区（村）一场活动都没有"
    return Found(len(empty) > limit["limit"], said, empty, "/coverage")


def _leaving(facts: Facts, limit: dict) -> Found:
    if facts.lines["orgs"].value(facts.asked.year) is None:
        return Found(None, facts.lines["orgs"].missing)
    came, lost = (facts.events.get(event, []) for event in ("入驻", "注销"))
    said = f"新入驻 {exact(len(came))} 家，注销 {exact(len(lost))} 家"
    return Found(len(lost) - len(came) > limit["limit"], said, tuple(row["name"] for row in lost))


def _downgraded(facts: Facts, limit: dict) -> Found:
    up, down = (facts.events.get(event, []) for event in ("升级", "降级"))
    names = tuple(f"{row['name']}（{row['grade']}→{row['next_grade']}）" for row in down)
    said = f"升级 {exact(len(up))} 家，降级 {exact(len(down))} 家"
    return Found(len(down) - len(up) > limit["limit"], said, names, "/tiers")


def _falling(facts: Facts, limit: dict) -> Found:
    year, names, known = facts.asked.year, [], 0
    for key in FALLING:
        line = facts.lines[key]
        now, before = line.value(year), line.value(year - 1)
        if now is None or not before:
            continue
        known += 1
        fall = (1 - float(now) / float(before)) * 100
        if fall > limit["limit"]:
            names.append(f"{line.measure.name}少 {exact(fall, 1)}%（{exact(before)}→{exact(now)} {line.measure.unit}）")
    if not known:
        return Found(None, "没有两年都有的数")
    return Found(bool(names), f"能比的 {known} 项，明显下降 {len(names)} 项", tuple(names))


def _over(indicator: str, words: str, decimals: int, path: str) -> Callable[[Facts, dict], Found]:
    """A finder for an indicator that should not be above its limit; `words` have a place for the number."""

    def find(facts: Facts, limit: dict) -> Found:
        row = facts.one(indicator)
        if facts.lines["received"].value(facts.asked.year) is None or row["value"] is None:
            return Found(None, facts.lines["received"].missing)
        return Found(row["value"] > limit["limit"], words.format(exact(row["value"], decimals)), path=path)

    return find


def _unspent(facts: Facts, limit: dict) -> Found:
    row = facts.one("budget_use")
    if row["value"] is None:
        return Found(None, "没有写明本枢纽的预算")
    with snapshot() as now:
        if now.data_date < facts.last_day:
            return Found(None, f"这一年还没有过完，执行率 {exact(row['value'], 1)}%")
    left = row["denominator"] - (row["numerator"] or 0)
    said = f"执行率 {exact(row['value'], 1)}%，未用 {exact(max(left, 0), 2)} 元"
    return Found(row["value"] < limit["limit"], said, path="/funding")


def _overspent(facts: Facts, limit: dict) -> Found:
    rows = [row for row in facts.by("budget_use", "source") if row["value"] is not None]
    if not rows:
        return Found(None, "没有写明本枢纽的预算")
    over = tuple(f"{row['source']}（{exact(row['value'], 1)}%）" for row in rows if row["value"] > limit["limit"])
    return Found(bool(over), f"有预算的来源 {len(rows)} 个，超过的 {len(over)} 个", over, "/funding")


def _breaches(facts: Facts, limit: dict) -> Found:
    row = facts.one("rule_breaches")
    if row.get("hidden"):
        return Found(None, row["hidden"])
    if not row.get("ruled"):
        return Found(None, "没有一笔有规则可对")
    kinds = tuple(
        f"{one['breach']} {exact(one['value'])} 笔" for one in facts.by("rule_breaches", "breach") if one["value"]
    )
    said = f"有规则可对的 {exact(row['ruled'])} 笔，不符 {exact(row['value'] or 0)} 笔"
    return Found((row["value"] or 0) > limit["limit"], said, kinds, "/funding")


def _rubric(facts: Facts, limit: dict) -> Found:
    rows = [row for row in facts.by("assessment_score", "rubric_dimension", rubric=RUBRIC) if row["denominator"]]
    if not rows:
        return Found(None, "没有评估得分")
    low = sorted((row for row in rows if row["value"] < limit["limit"]), key=lambda row: row["value"])
    names = tuple(f"{row['rubric_dimension']}（{exact(row['value'], 1)}%）" for row in low)
    return Found(bool(low), f"{len(rows)} 个部分，不到 {limit['limit']}% 的 {len(low)} 个", names)


def _needs(facts: Facts, limit: dict) -> Found:
    area = facts.hub["area_code"]
    if own_hub():
        return Found(None, "需求清单不写枢纽，您的账户看不到地区的需求")
    row = facts.at("demand_response_rate", {"area": area}) if area else {"value": None}
    if row["value"] is None:
        return Found(None, "所在地区没有居民需求的记录")
    said = f"所在地区的需求 {exact(row['denominator'])} 条，办结 {exact(row['value'], 1)}%"
    return Found(row["value"] < limit["limit"], said, path="/linkage")


def _targets(facts: Facts, limit: dict) -> Found:
    judged, names = missed(facts)
    if not judged:
        return Found(None, "没有可比的目标")
    return Found(len(names) > limit["limit"], f"有目标的 {judged} 项，没有达到 {len(names)} 项", tuple(names))


def _missing(facts: Facts, limit: dict) -> Found:
    year = facts.asked.year
    lines = [facts.lines[measure.key] for measure in MEASURES]
    silent = [line for line in lines if line.value(year) is None and not line.is_hidden]
    names = [f"{line.measure.name}（{line.missing}）" for line in silent]
    if not names_the_hub(facts):
        names.append("公益创投项目（没有写枢纽）")
    return Found(len(names) > limit["limit"], f"没有数、或没有写枢纽的 {len(names)} 项", tuple(names))


_FINDERS: dict[str, Callable[[Facts, dict], Found]] = {
    "expiring": _expiring,
    "silent": _silent,
    "unserved": _unserved,
    "leaving": _leaving,
    "downgraded": _downgraded,
    "falling": _falling,
    "dependence": _over("government_dependence", "财政资金占到账的 {}%", 1, "/funding"),
    "concentration": _over("funding_concentration", "来源集中度 {}", 3, "/funding"),
    "unspent": _unspent,
    "overspent": _overspent,
    "breaches": _breaches,
    "rubric": _rubric,
    "needs": _needs,
    "targets": _targets,
    "missing": _missing,
}
