"""Projects of 公益创投 counted a second time: from the days of every application, in plain Python."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import pairwise

from tests.indicators.second_question import distinct, is_inside, passes, total
from tests.indicators.second_services import _activities

STAGES = ["申报", "资格审查", "专家评审", "公示", "立项", "中期", "结项"]
DATES = ["applied_on", "qualified_on", "reviewed_on", "published_on", "approved_on", "midterm_on", "closed_on"]
CRITERIA = ["score_public", "score_professional", "score_economy", "score_cohesion", "score_growth"]
THOUSANDTH = Decimal("0.001")
NAMES = ["公益性", "专业性", "经济性", "凝聚性", "发展性"]


def _outcome(row):
    if row["approved_on"]:
        return "立项"
    if row["rejected_at"]:
        return "撤回" if row["rejected_at"] == "撤回" else "未通过"
    return "在评"


@cache
def _projects(lake):
    """Every application with its field and its scores: the mean of its reviewers where there are any."""
    fields = {row["org_id"]: row["field"] for row in lake.organizations}
    projects, given = lake.projects, {}
    for row in lake._current("project_scores"):
        for column in CRITERIA:
            if row[column] is not None:
                given.setdefault((row["project_id"], column), []).append(row[column])
    means = {key: (sum(marks) / len(marks)).quantize(THOUSANDTH, ROUND_HALF_UP) for key, marks in given.items()}
    return [
        row
        | {"field": row["field"] or fields.get(row["org_id"]) or "未分类"}
        | {column: means.get((row["project_id"], column), row[column]) for column in CRITERIA}
        for row in projects
    ]


def _applications(lake, question, leave_out=()):
    found = []
    for row in _projects(lake):
        if is_inside(row, question.area) and question.within(row["applied_on"]):
            known = row | {"outcome": _outcome(row)}
            if passes(lake, question, known, leave_out):
                found.append(known)
    return found


def _funded(lake, question):
    return [row for row in _applications(lake, question) if row["outcome"] == "立项"]


def project_applications(lake, question):
    return len(_applications(lake, question)), None


def projects_approved(lake, question):
    return len(_funded(lake, question)), None


def project_approval_rate(lake, question):
    return len(_funded(lake, question)), len(_applications(lake, question))


def _reached(row):
    """The stages an application got to: everything up to its last day or the stage that refused it."""
    places = [place for place, column in enumerate(DATES) if row[column]]
    if not row["approved_on"] and row["rejected_at"] in STAGES:
        places.append(STAGES.index(row["rejected_at"]))
    return STAGES[: max(places) + 1]


def project_funnel(lake, question):
    rows = _applications(lake, _without(question, "reached"))
    wanted = [row for row in rows if any(_is_wanted(question, "reached", stage) for stage in _reached(row))]
    return len(wanted), len(rows)


def _without(question, key):
    """The question without what it says of one filter."""
    kept = {name: words for name, words in question.without.items() if name != key}
    filters = {name: words for name, words in question.filters.items() if name != key}
    return type(question)(question.spans, question.area, filters, question.universe, question.basis, {}, kept)


def _is_wanted(question, key, word):
    return word in question.filters.get(key, [word]) and word not in question.without.get(key, [])


def _days(row):
    """Days by step, where both days are known and in order."""
    pairs = {
        "征集": ("called_on", "applied_on"),
        **dict(zip(STAGES[1:], pairwise(DATES), strict=True)),
        "申报到立项": ("applied_on", "approved_on"),
        "立项到结项": ("approved_on", "closed_on"),
    }
    known = {step: (row[last] - row[first]).days for step, (first, last) in pairs.items() if row[first] and row[last]}
    return {step: days for step, days in known.items() if days >= 0}


def project_days(lake, question):
    rows = _applications(lake, _without(question, "step"))
    usual = {} if "step" in question.filters or "step" in question.without else {"step": ["申报到立项"]}
    asked = type(question)(question.spans, filters=question.filters | usual, without=question.without)
    found = [days for row in rows for step, days in _days(row).items() if _is_wanted(asked, "step", step)]
    return (sum(found) if found else 0), len(found)


def project_scores(lake, question):
    rows = _applications(lake, _without(question, "criterion"))
    wanted = [column for column, name in zip(CRITERIA, NAMES, strict=True) if _is_wanted(question, "criterion", name)]
    found = [row[column] for row in rows for column in wanted if row[column] is not None]
    return sum(found, Decimal(0)), len(found)


def project_votes(lake, question):
    return total("votes")(_applications(lake, question)), None


def project_granted(lake, question):
    return total("granted")(_funded(lake, question)), None


def project_renewals(lake, question):
    rows = _funded(lake, question)
    return sum(row["previous_id"] is not None for row in rows), len(rows)


def project_cost_per_visit(lake, question):
    visits = {}
    for row in lake.activities:
        if row["project_id"] is not None and row["visits"] is not None:
            visits[row["project_id"]] = visits.get(row["project_id"], 0) + row["visits"]
    rows = [row for row in _funded(lake, question) if row["granted"] is not None and visits.get(row["project_id"])]
    return sum((row["granted"] for row in rows), Decimal(0)), sum(visits[row["project_id"]] for row in rows)


def service_brands(lake, question):
    return distinct("brand")(_activities(lake, question)), None
