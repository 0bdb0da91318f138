"""总览: who is beyond a limit of indicators/alarms.toml. Each finder answers one alarm with everybody it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from components.long_list import LongList
from components.overview_facts import MOST_SHOWN, PARTS, Facts, Measure
from components.overview_words import latest_in_words
from components.profile_links import area_href, org_href
from figures.numbers import exact
from indicators.evaluate import evaluate
from indicators.rests_on import OF_RULES
from indicators.warehouse import ask, snapshot

RECORDS = (
    ("社会组织名录", Measure("orgs", "在册组织")),
    ("活动台账", Measure("activities", "活动场次")),
    ("社区工作力量", Measure("social_workers_per_10k", "每万人持证社工")),
    ("志愿服务时长", Measure("volunteer_hours", "服务时长")),
    ("资金台账", Measure("funds_received", "到账资金")),
)
YEARLY = (
    "population", "activities", "funding", "volunteer_hours", "ratings", "workforce", "projects", "trainings", "demands"
)  # fmt: skip
STREET = 4


@dataclass(frozen=True)
class Found:
    """One whom an alarm is about: the name, what is the matter in a few words, the place, where to look further."""

    name: str
    detail: str = ""
    place: str = ""
    href: str | None = None

    @property
    def words(self) -> str:
        """The name with what is the matter."""
        return f"{self.name}（{self.detail}）" if self.detail else self.name


@dataclass(frozen=True)
class Alarm:
    """One thing that needs attention: in words, everybody it is about, why it is one, where to look further.

    `unjudged` says why nobody can tell whether it is one: then it is neither an alarm nor all in order.
    """

    key: str
    words: str
    found: Sequence[Found]
    href: str | None = None
    unit: str = "个"
    unjudged: str = ""

    @property
    def count(self) -> int:
        """How many it is about."""
        return len(self.found)

    @property
    def names(self) -> LongList:
        """Everybody it is about, with what is the matter."""
        return LongList(self.found, len(self.found), lambda one: one.words)


def last_day(facts: Facts) -> date:
    """The end of the year, or the last day of the data while the year is still going on."""
    with snapshot() as now:
        return min(date(facts.asked.moment.year, 12, 31), now.data_date)


def _expiring(facts: Facts, limit: dict) -> Alarm:
    asked = facts.asked
    rows = ask(
        "due_for_expiry",
        area=asked.place.code,
        ladder=limit["ladder"],
        day=f"{asked.moment.year}-12-31",
        within_days=limit["limit"],
        field=None,
        legal_form=None,
    )
    found = [
        Found(row["name"], f"{row['grade']}，{row['valid_until']:%Y-%m-%d}", href=org_href(row["org_id"]))
        for row in rows
    ]
    words = f"{asked.moment.words}后 {limit['limit']} 天内到期的{limit['ladder']}"
    return Alarm("expiring", words, found, asked.state.go("/tiers", ladder=limit["ladder"]), "家")


def _unserved(facts: Facts, limit: dict) -> Alarm:
    asked = facts.asked
    found = facts.blind_spots.each(_community) if len(facts.blind_spots) > limit["limit"] else []
    return Alarm("unserved", f"{asked.moment.period}没有一场活动的社区（村）", found, asked.state.go("/coverage"))


def _community(row: dict) -> Found:
    return Found(row["name"], place=_street(row["path"]), href=area_href(row["area_code"]))


def _street(path: str) -> str:
    """The name above the last one of a path."""
    return path.split("/")[-2].strip() if "/" in path else ""


def _about(facts: Facts, measure: Measure) -> list[dict]:
    """One row per area an alarm can be about: those below; a community is not alarmed by those beside it."""
    asked, rows = facts.asked, facts.areas(measure)
    return [row for row in rows if row["area_code"] == asked.place.code] if asked.compares_peers else rows


def _silent(facts: Facts, limit: dict) -> Alarm:
    missing: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for words, measure in RECORDS:
        if facts.not_split(measure):
            continue
        for row in _about(facts, measure):
            if not row["reported"]:
                missing.setdefault(row["area_code"], []).append(words)
                names[row["area_code"]] = row["area_name"]
    found = [
        Found(names[code], "全部五类" if len(types) == len(RECORDS) else "、".join(types), href=area_href(code))
        for code, types in missing.items()
    ]
    areas = "社区村" if facts.asked.compares_peers else facts.asked.place.below
    shown = found if len(found) > limit["limit"] else []
    return Alarm("silent", f"{facts.asked.moment.period}至少缺一类记录的{areas}", shown)


def _dependence(facts: Facts, limit: dict) -> Alarm:
    measure = next(one for one in PARTS[4].measures if one.indicator == "government_dependence")
    own, code = facts.row(measure)["value"], facts.asked.place.code
    over = [row for row in _about(facts, measure) if row["value"] is not None and row["value"] > limit["limit"]]
    found = [
        Found(row["area_name"], f"{exact(row['value'], 1)}%", href=area_href(row["area_code"]))
        for row in sorted(over, key=lambda row: -row["value"])
    ]
    if own is not None and own > limit["limit"] and not facts.asked.compares_peers:
        href = area_href(code) if code else None
        found = [Found(facts.asked.place.name, f"{exact(own, 1)}%", href=href), *found]
    return Alarm("dependence", f"财政资金依赖度高于 {limit['limit']}% 的地区", found, facts.asked.state.go("/funding"))


def _shrinking(facts: Facts, limit: dict) -> Alarm:
    measure = next(one for one in PARTS[1].measures if one.indicator == "net_growth")
    rows = [row for row in _about(facts, measure) if row["value"] is not None and row["value"] < limit["limit"]]
    found = [
        Found(row["area_name"], exact(row["value"]), href=area_href(row["area_code"]))
        for row in sorted(rows, key=lambda row: row["value"])
    ]
    return Alarm("shrinking", f"{facts.asked.moment.period}注销多于新设的地区", found, facts.asked.state.go("/density"))


def _breaches(facts: Facts, limit: dict) -> Alarm:
    """A payment that breaks two rules is one payment."""
    asked = facts.asked
    place_and_year = {"area": asked.place.code, "year": asked.moment.year}
    if any(rule["untold"] for rule in ask("funding_rules_kept", **place_and_year)):
        return Alarm("breaches", "", [], unjudged=OF_RULES)
    broken: dict[str, list[dict]] = {}
    for row in ask("funding_breaches", **place_and_year):
        broken.setdefault(row["funding_id"], []).append(row)
    found = [
        Found(
            rows[0]["payee_name"] or "没有写明对象",
            f"{rows[0]['paid_on']:%Y-%m-%d}，{rows[0]['instrument']} {exact(rows[0]['amount'])} 元，"
            + "、".join(dict.fromkeys(row["breach"] for row in rows)),
        )
        for rows in broken.values()
    ]
    shown = found if len(found) > limit["limit"] else []
    words = f"{asked.moment.period}与发放规则不符的资金"
    return Alarm("breaches", words, shown, asked.state.go("/funding"), "笔")


def _waiting(facts: Facts, limit: dict) -> Alarm:
    asked = facts.asked
    rows = ask(
        "waiting_demands",
        area=asked.place.code,
        from_on=f"{asked.moment.year}-01-01",
        day=last_day(facts).isoformat(),
        days=limit["limit"],
    )
    found = [
        Found(
            row["area_name"] or row["area_code"],
            f"{row['kind'] or '未分类'}，{row['opened_on']:%Y-%m-%d} 提出，已 {row['days']} 天",
            href=area_href(row["area_code"]),
        )
        for row in rows
    ]
    words = f"{asked.moment.period}提出、超过 {limit['limit']} 天还没有办结的需求"
    return Alarm("waiting", words, found, asked.state.go("/linkage"), "条")


def _hubless(facts: Facts, limit: dict) -> Alarm | None:
    """Only where a register of hubs was delivered: otherwise nobody knows. A community has no streets to ask about."""
    asked = facts.asked
    if asked.place.level > STREET:
        return None
    if not evaluate("hub_coverage", {**asked.area, **asked.moment.choices}).rows[0]["reported"]:
        return Alarm("hubless", "", [], unjudged="枢纽名录没有报送")
    day = asked.moment.day or date(asked.moment.year, 12, 31)
    rows = ask("streets_and_hubs", area=asked.place.code, day=day.isoformat())
    found = LongList([row for row in rows if row["is_expected"] and not row["hubs"]]).each(
        lambda row: Found(row["name"], href=area_href(row["area_code"]))
    )
    shown = found if len(found) > limit["limit"] else []
    return Alarm("hubless", f"{asked.moment.words}没有枢纽的街道、镇、乡", shown, asked.state.go("/hubs"))


def _quiet(facts: Facts, limit: dict) -> Alarm:
    end = last_day(facts)
    first = date(end.year - limit["limit"] + 1, 1, 1)
    rows = ask(
        "silent_organizations",
        area=facts.asked.place.code,
        hub=None,
        from_on=first.isoformat(),
        to_on=end.isoformat(),
        most=None if facts.asked.state["alarm"] else MOST_SHOWN,
    )
    found = LongList(rows, rows[0]["silent"] if rows else 0, _silent_organization)
    words = f"{first.year}—{end.year}年没有一条记录写到的登记、备案组织"
    return Alarm("quiet", words, found, facts.asked.state.link(alarm="quiet"), "家")


def _silent_organization(row: dict) -> Found:
    detail = f"上一次活动 {row['last_on']:%Y-%m-%d}" if row["last_on"] else "从来没有活动记录"
    return Found(row["name"], detail, row["area_name"] or "", org_href(row["org_id"]))


def _overdue(facts: Facts, limit: dict) -> Alarm:
    end = last_day(facts)
    rows = [row for row in ask("delivered_at", area=facts.asked.place.code) if row["type"] in YEARLY and row["latest"]]
    late = [row for row in rows if (end - row["latest"]).days > limit["limit"]]
    found = [Found(row["name"], f"最近一条到 {latest_in_words(row)}") for row in late]
    words = f"到{end.year}年{end.month}月{end.day}日已有一年没有新记录的种类"
    return Alarm("overdue", words, found, facts.asked.state.go("/quality"), "类")


FINDERS: dict[str, Callable[[Facts, dict], Alarm | None]] = {
    "expiring": _expiring,
    "unserved": _unserved,
    "waiting": _waiting,
    "hubless": _hubless,
    "breaches": _breaches,
    "dependence": _dependence,
    "shrinking": _shrinking,
    "quiet": _quiet,
    "silent": _silent,
    "overdue": _overdue,
}
