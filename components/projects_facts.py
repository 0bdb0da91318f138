"""公益创投: every number of the page, asked once. No words, no pictures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from components.asked_year import AskedOfYear
from components.moment import moment_of
from components.place import place_of
from components.state import State, narrowing_of
from indicators.errors import ChoiceError
from indicators.evaluate import Result, evaluate
from indicators.vocabulary import UNWRITTEN
from indicators.warehouse import ask

APPLICATIONS, RATE, GRANTED, VOTES = "project_applications", "project_approval_rate", "project_granted", "project_votes"
FUNNEL, DAYS, SCORES = "project_funnel", "project_days", "project_scores"
RENEWALS, COST = "project_renewals", "project_cost_per_visit"
FILTERS = ("round", "field", "category", "beneficiary", "mode", "brand")
SIDES = {
    "round": "创投批次",
    "field": "服务领域",
    "category": "项目类别",
    "mode": "驱动模式",
    "beneficiary": "服务对象",
}
FUNDED, REJECTED, WITHDRAWN, PENDING = "立项", "未通过", "撤回", "在评"
STAGES = {
    "申报": "applied_on",
    "资格审查": "qualified_on",
    "专家评审": "reviewed_on",
    "公示": "published_on",
    "立项": "approved_on",
    "中期": "midterm_on",
    "结项": "closed_on",
}
ALWAYS = ("申报", "立项")  # stages that are shown even where nobody wrote them
CRITERIA = {
    "公益性": "score_public",
    "专业性": "score_professional",
    "经济性": "score_economy",
    "凝聚性": "score_cohesion",
    "发展性": "score_growth",
}


@dataclass(frozen=True)
class Asked(AskedOfYear):
    """What the reader chose, understood once: applications handed in during one year at or below a place.

    `stopped` is the stage whose projects that went no further are listed.
    """

    side: str
    stopped: str | None = None

    @property
    def narrowing(self) -> dict[str, str]:
        """The filters as choices."""
        return self.state.pick(FILTERS)

    def result(self, indicator: str, **more: str | None) -> Result:
        """An indicator under the choices of the page, with some changed (None takes one away)."""
        choices = {**self.area, **self.year, **self.narrowing, **more}
        return evaluate(indicator, {key: value for key, value in choices.items() if value is not None})

    def row(self, indicator: str, **more: str | None) -> dict:
        """Its one row."""
        return self.result(indicator, **more).rows[0]

    @property
    def listed(self) -> dict:
        """Area and period as parameters of a question."""
        year = self.moment.year
        return {"area": self.place.code, "from_on": f"{year}-01-01", "to_on": f"{year}-12-31"}


def asked_of(state: State) -> Asked:
    """The choices of an address with their defaults; unknown words raise ChoiceError."""
    side = state["side"] or next(iter(SIDES))
    if side not in SIDES:
        raise ChoiceError("申报结果没有这样的分列。", f"可以按{'、'.join(SIDES.values())}看。")
    stopped = state["stopped"]
    if stopped is not None and stopped not in STAGES:
        raise ChoiceError(f"没有叫“{stopped[:20]}”的环节。", f"环节有：{'、'.join(STAGES)}。")
    return Asked(state, place_of(state), moment_of(state, "projects"), side, stopped)


@dataclass(frozen=True)
class Facts:
    """The numbers of the page; rows are those of `evaluate`. What one part alone needs is asked when it is drawn."""

    asked: Asked
    result: Result
    applied: dict
    applied_before: dict
    rate: dict
    rate_before: dict
    granted: dict
    granted_before: dict
    days: dict
    days_before: dict
    cost: dict
    cost_before: dict

    @property
    def is_reported(self) -> bool:
        """Whether anybody delivered applications of this place and year: none is then a 0."""
        return self.applied["reported"]

    @property
    def count(self) -> int:
        """Applications of the year under the filters."""
        return self.applied["value"] or 0

    @cached_property
    def projects(self) -> list[dict]:
        """Every application by name, the funded ones with the most money first."""
        return ask("projects_listed", **self.asked.listed, **narrowing_of(self.asked.state, FILTERS))

    @cached_property
    def outcomes(self) -> Counter[str]:
        """Applications by outcome."""
        rows = self.asked.result(APPLICATIONS, by="outcome").rows
        return Counter({row["outcome"]: row["value"] for row in rows if row["value"]})

    @cached_property
    def reached(self) -> dict[str, dict]:
        """Every stage with how many applications reached it; all stages, in their order."""
        found = {row["reached"]: row for row in self.asked.result(FUNNEL, by="reached").rows}
        whole = self.count
        return {stage: found.get(stage, {"numerator": 0, "denominator": whole, "value": 0}) for stage in STAGES}

    @cached_property
    def steps(self) -> dict[str, dict]:
        """Days from one stage to the next, by the stage they end at, and from end to end."""
        return {row["step"]: row for row in self.asked.result(DAYS, by="step").rows}

    @cached_property
    def ends(self) -> dict[str, Counter[str]]:
        """By the furthest stage: how many ended or wait there, by why."""
        found = {stage: Counter() for stage in STAGES}
        for project in self.projects:
            found[furthest_of(project)][why_there(project)] += 1
        return found

    @cached_property
    def stages(self) -> list[str]:
        """Stages somebody wrote something about: a round without 公示 has no such stage."""
        written = {stage for stage, column in STAGES.items() if any(project[column] for project in self.projects)}
        written |= {project["rejected_at"] for project in self.projects}
        return [stage for stage in STAGES if stage in written or stage in ALWAYS]

    def stopped_at(self, stage: str) -> list[dict]:
        """Who went no further than a stage, or than the unwritten ones right behind it."""
        names = list(STAGES)
        after = next((other for other in self.stages if names.index(other) > names.index(stage)), None)
        group = names[names.index(stage) : names.index(after) if after else len(names)]
        return [project for project in self.projects if furthest_of(project) in group]

    @cached_property
    def scores(self) -> dict[tuple[str, str], dict]:
        """Mean and median score by (outcome, criterion)."""
        rows = self.asked.result(SCORES, by="outcome,criterion").rows
        return {(row["outcome"], row["criterion"]): row for row in rows if row["denominator"]}

    @cached_property
    def brands(self) -> list[dict]:
        """How many communities every brand of the year's activities reaches, the widest first."""
        rows = evaluate("communities_served", {**self.asked.area, **self.asked.year, "by": "brand"}).rows
        named = [row for row in rows if row["numerator"] and row["brand"] != UNWRITTEN]
        return sorted(named, key=lambda row: (-row["numerator"], row["brand"]))

    @cached_property
    def split_rounds(self) -> list[dict]:
        """Rounds whose applications were handed in partly in another year."""
        return ask("rounds_split", **self.asked.listed)

    @cached_property
    def renewals(self) -> dict:
        """Funded projects that go on from an earlier one, of all funded ones."""
        return self.asked.row(RENEWALS)

    @cached_property
    def by_year(self) -> list[dict]:
        """Applications, funded projects and rate of every year, from the first with an application to the last."""
        rows = self.asked.result(RATE, year=None, by="year").rows
        known = [row["year"] for row in rows if row["denominator"]] or [0]
        return [row for row in rows if min(known) <= row["year"] <= max(known)]


def facts_of(asked: Asked) -> Facts:
    """Ask what the answer and the cards need, for the year and the one before."""
    before = str(asked.moment.year - 1)
    result = asked.result(APPLICATIONS)
    named = {"rate": RATE, "granted": GRANTED, "days": DAYS, "cost": COST}
    now = {key: asked.row(indicator) for key, indicator in named.items()}
    then = {f"{key}_before": asked.row(indicator, year=before) for key, indicator in named.items()}
    applied = {"applied": result.rows[0], "applied_before": asked.row(APPLICATIONS, year=before)}
    return Facts(asked=asked, result=result, **applied, **now, **then)


def furthest_of(project: dict) -> str:
    """The furthest stage an application reached: the last one with a date, or the one it failed at."""
    reached = [stage for stage, column in STAGES.items() if project[column]]
    places = list(STAGES)
    failed = project["rejected_at"] if project["rejected_at"] in STAGES and not project["approved_on"] else "申报"
    return places[max([*map(places.index, reached), places.index(failed)])]


def why_there(project: dict) -> str:
    """Why an application stands where it stands."""
    if project["closed_on"]:
        return "结项"
    if project["terminated_on"]:
        return "终止"
    return project["outcome"] if project["outcome"] != FUNDED else "在办"


def by_side(asked: Asked, side: str) -> dict[object, dict]:
    """Applications by outcome for every area below or word of a side: key → {name, reported, parts}."""
    more = {"by": f"{side},outcome", **({"level": str(min(asked.place.next_level, 5))} if side == "area" else {})}
    lifted = {} if side == "area" else {side: None}
    found: dict[object, dict] = {}
    for row in asked.result(APPLICATIONS, **lifted, **more).rows:
        key = row["area_code"] if side == "area" else row[side]
        one = found.setdefault(key, {"name": row.get("area_name", key), "reported": row["reported"], "parts": {}})
        if row["value"]:
            one["parts"][row["outcome"]] = row["value"]
    return {key: one for key, one in found.items() if one["parts"] or (side == "area" and asked.place.level > 3)}


def words_in(asked: Asked) -> dict[str, list[dict]]:
    """The words of every filter that occur in the year, most used first; those chosen too, even if none occurs."""
    found: dict[str, list[dict]] = {key: [] for key in FILTERS}
    for row in ask("project_words", **asked.listed):
        found[row["filter"]].append(row)
    for key, rows in found.items():
        known = {row["value"] for row in rows}
        rows += [{"value": word, "rows": 0} for word in asked.state.values(key) if word not in known]
    return found
