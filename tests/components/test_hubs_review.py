"""枢纽年度: years of one's own, chosen peers, targets, money, projects, volunteers, alarms: what the records say."""

import json
import shutil
from datetime import date

import duckdb
import pytest

from components.behind import tables
from components.hubs_alarms import alarms_of, thresholds
from components.hubs_chapters import CHAPTERS, chapters, sections
from components.hubs_facts import MEASURES, asked_of, choices_of, facts_of
from components.hubs_money import budget_box, donors_box, money_chart, receivers_box
from components.hubs_projects import list_box, projects_box, scope_of
from components.hubs_targets import area_words, goal_of, missed
from components.hubs_volunteers import cohorts_box, months_chart, volunteers_box
from components.hubs_words import about
from components.page import find
from components.page_export import export_address
from components.pills import pills
from components.records_behind import records_behind
from components.state import State
from figures.numbers import exact
from indicators import warehouse
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate
from indicators.warehouse import ask
from tests.components.reading import hrefs, text_of

KAIYIHUI, XIASHA, XINGSHA, XINGFU = "H330102011000", "H330114001000", "H430121001000", "H330802006000"


def state_of(hub: str, year: int, **choices) -> State:
    made = {key: value if isinstance(value, tuple) else (value,) for key, value in choices.items()}
    return State("/hubs", {"hub": (hub,), "year": (str(year),), **made}, "hub")


def facts(hub: str, year: int, **choices):
    return facts_of(asked_of(state_of(hub, year, **choices)))


def table_of(part, name: str) -> list[dict]:
    return next(one.table.rows for one in tables(part) if one.name == name)


def test_every_figure_of_a_year_of_ones_own_is_that_of_its_days(demonstration):
    found = facts(KAIYIHUI, 2023, starts="07-01")
    days = {"from": "2023-07-01", "to": "2024-06-30"}
    for measure in MEASURES:
        time = {"as_of": "2024-06-30"} if measure.definition.kind == "stock" else days
        row = evaluate(measure.indicator, {**choices_of(found.asked, measure), "hub": KAIYIHUI, **time}).rows[0]
        assert found.lines[measure.key].value(2023) == row[measure.column], measure.key
    for rows in found.events.values():
        assert all(date(2023, 7, 1) <= row["day"] <= date(2024, 6, 30) for row in rows)
    held = evaluate("activities", {"hub": KAIYIHUI, "area": found.hub["area_code"], **days}).rows[0]["value"]
    assert sum(row["activities"] or 0 for row in found.matrix) <= held


def test_a_year_of_ones_own_is_named_everywhere_and_kept_in_every_address(demonstration):
    state = state_of(KAIYIHUI, 2023, starts="07-01", peers=(XIASHA, XINGFU))
    page = find("/hubs")
    drawn = page.draw(state)
    said = text_of(drawn)
    assert "2023年度（2023-07-01至2024-06-30）" in said and "2024年6月30日，凯益荟有" in said
    assert "出错了" not in said and "2023年全年" not in said and "2023年末" not in said
    assert "年度自7月1日起" in text_of(pills(state, page)) and "幸福驿站" in text_of(pills(state, page))
    assert all(f"{key}=" in export_address(page, state) for key in ("starts", "peers"))
    years = [href for href in hrefs(drawn) if href.startswith(f"/hubs/{KAIYIHUI}?") and "year=2022" in href]
    assert years and all("starts=07-01" in href for href in years)
    assert "from=2023-07-01&to=2024-06-30" in records_behind(state, "activities")
    assert "as_of=2024-06-30" in records_behind(state, "orgs")
    assert "year=2023" in records_behind(state, "assessment_score"), "reported by the year, not by the day"
    assert "还没有过完，数据截至 2025-12-31" in text_of(about(facts(XIASHA, 2025, starts="07-01")))
    assert "还没有过完" not in said
    for wrong in ("7-1", "02-29", "今年"):
        with pytest.raises(ChoiceError):
            asked_of(state_of(KAIYIHUI, 2023, starts=wrong))


def test_any_hubs_may_be_chosen_to_compare_with(demonstration):
    found = facts(XIASHA, 2024, peers=(KAIYIHUI, "幸福驿站、星沙街道社区社会组织联合会", XIASHA))
    assert [one["hub_id"] for one in found.peers] == [KAIYIHUI, XINGFU, XINGSHA] and found.beside.are_chosen
    for key in ("orgs", "activities", "received"):
        line = found.lines[key]
        values = [line.others[one["hub_id"]] for one in found.peers]
        assert values == [facts(one["hub_id"], 2024).lines[key].value(2024) for one in found.peers]
        known = [value for value in values if value is not None]
        assert line.medians[2024] == (sorted(known)[1] if len(known) == 3 else None)
    said = text_of(find("/hubs").draw(state_of(XIASHA, 2024, peers=(KAIYIHUI, XINGFU))))
    assert (
        "和所选枢纽比" in said
        and "由看的人选定（2 个）：凯益荟、幸福驿站" in said
        and "同级" not in said.split("概况与十项指标")[1]
    )
    with pytest.raises(ChoiceError):
        facts(XIASHA, 2024, peers="没有这样的枢纽")


@pytest.fixture
def with_targets(demo_dir, tmp_path):
    """The demonstration with targets of 下沙 itself, one reached and one not."""
    published = json.loads((demo_dir / "demo" / "warehouse" / "CURRENT.json").read_text("utf-8"))
    (tmp_path / "warehouse").mkdir()
    for name in ("CURRENT.json", published["file"]):
        shutil.copy(demo_dir / "demo" / "warehouse" / name, tmp_path / "warehouse" / name)
    with duckdb.connect(str(tmp_path / "warehouse" / published["file"])) as connection:
        for indicator, year, value in (("activities", 2024, 400), ("orgs", 2023, 90), ("visits", 2023, 1)):
            connection.execute(
                "INSERT INTO targets (indicator, area_code, year, value, comparison, source, kind, hub_id) "
                "VALUES (?, '330114001000', ?, ?, '≥', '工作计划', '目标', ?)",
                [indicator, year, value, XIASHA],
            )
    warehouse.use(tmp_path)
    yield
    warehouse.use(None)


def test_targets_of_the_hub_come_before_those_of_its_area(with_targets):
    found = facts(XIASHA, 2024)
    goals = {measure.key: goal_of(found, measure) for measure in MEASURES}
    assert (goals["activities"].value, goals["activities"].words) == (400, "本枢纽目标")
    assert goals["orgs"].value == 90  # a stock's latest target holds on
    assert goals["visits"] is None  # what was to happen in 2023 is no target of 2024
    visits = next(one for one in MEASURES if one.key == "visits")
    whole = evaluate("visits", {"area": "330114001000", "year": "2024"}).rows[0]["value"]
    assert area_words(found, visits) == f"下沙街道目标 ≥28,000，全部 {exact(whole)}，已达到"
    judged, names = missed(found)
    assert judged == 3 and len(names) == 1 and names[0].startswith("在册组织（本枢纽目标 ≥90")
    assert (
        goal_of(facts(XIASHA, 2024, starts="07-01"), next(one for one in MEASURES if one.key == "activities")) is None
    )


def test_money_by_name_adds_up_to_the_cards(demonstration):
    found = facts(KAIYIHUI, 2024)
    donors = table_of(donors_box(found), "donors")
    assert sum(row["value"] for row in donors) == found.lines["received"].value(2024)
    received = table_of(receivers_box(found), "receivers")
    choices = {"hub": KAIYIHUI, "year": "2024", "custody": "自有", "regrant": "首次,转拨"}
    assert sum(row["value"] for row in received) == evaluate("funds_granted", choices).rows[0]["value"]
    years = {row["year"]: row for row in table_of(money_chart(found), "money")}
    assert years["2023年"]["到账"] == found.lines["received"].value(2023)
    budget = table_of(budget_box(found), "budget")[0]
    row = evaluate("budget_use", {"hub": KAIYIHUI, "year": "2024"}).rows[0]
    assert (budget["numerator"], budget["denominator"], budget["left"]) == (
        row["numerator"],
        row["denominator"],
        row["denominator"] - row["numerator"],
    )


def test_projects_are_those_of_the_hub_or_of_its_area_where_none_names_it(demonstration):
    own, lent = facts(KAIYIHUI, 2014), facts(XIASHA, 2024)
    assert scope_of(own).hub == KAIYIHUI and scope_of(lent).area == "330114001000"
    assert "没有写枢纽" in text_of(projects_box(lent))
    for found, choices in ((own, {"hub": KAIYIHUI}), (lent, {"area": "330114001000"})):
        year = found.asked.year
        listed = table_of(list_box(found), "projects")
        applied = evaluate("project_applications", {**choices, "year": str(year)}).rows[0]["value"]
        assert sum(row["is_applied"] for row in listed) == applied > 0
        assert all(row["is_applied"] or row["is_approved"] or row["is_closed"] or row["is_ended"] for row in listed)
        sums = {row["name"]: row["now"] for row in table_of(projects_box(found), "project-sums")}
        granted = evaluate("project_granted", {**choices, "year": str(year)}).rows[0]["value"]
        assert sums["申报"] == exact(applied) and sums["立项金额"] == exact(granted), "whole yuan have no cents"


def test_volunteers_are_counted_as_everywhere_and_cohorts_hold_everybody_once(demonstration):
    found = facts(XIASHA, 2024)
    told = {row["name"]: row["now"] for row in table_of(volunteers_box(found), "volunteers")}
    asked = {"hub": XIASHA, "year": "2024"}
    assert told["有服务的志愿者"] == exact(evaluate("volunteers", asked).rows[0]["value"])
    each = evaluate("hours_per_volunteer", asked).rows[0]
    assert (told["人均时长"], told["时长中位数"]) == (exact(each["value"], 1), exact(each["median"], 1))
    cohorts = table_of(cohorts_box(found), "cohorts")
    everybody = evaluate("volunteers", {"hub": XIASHA, "to": "2024-12-31"}).rows[0]["value"]
    assert sum(row["count"] for row in cohorts) == everybody
    this_year = sum(row["count"] if row["now"] is None else row["now"] for row in cohorts)
    assert exact(this_year) == told["有服务的志愿者"]
    kept = evaluate("volunteer_retention", {"hub": XIASHA, "year": "2023"}).rows[0]
    assert told["上年的人又来的"] == exact(kept["value"], 1)
    months = table_of(months_chart(found), "months")
    assert len(months) == 12 and sum(row["value"] or 0 for row in months) == found.lines["hours"].value(2024)
    nobody = {row["now"] for row in table_of(volunteers_box(facts("H330102011012", 2024)), "volunteers")[:5]}
    assert nobody == {"没有写明它的记录"} or nobody == {"未报送"}


def test_alarms_are_judged_by_their_limits_and_say_when_they_cannot(demonstration):
    for found in (facts(KAIYIHUI, 2015), facts(XIASHA, 2024), facts("H330102011012", 2024)):
        alarms = alarms_of(found)
        assert list(alarms) == list(thresholds())
        assert all(one.said for one in alarms.values())
    assert all(limit["reason"] and limit["name"] for limit in thresholds().values())
    found = facts(XIASHA, 2024)
    alarms, asked = alarms_of(found), {"hub": XIASHA, "year": "2024"}
    for key, indicator in (("dependence", "government_dependence"), ("concentration", "funding_concentration")):
        value = evaluate(indicator, asked).rows[0]["value"]
        assert alarms[key].is_beyond == (value > thresholds()[key]["limit"]) and exact(value, 1)[:3] in alarms[key].said
    due = ask("due_for_expiry", area="330114001000", ladder="评估等级", day="2024-12-31", within_days=365)
    assert len(alarms["expiring"].names) == sum(row["hub_id"] == XIASHA for row in due)
    assert alarms["unserved"].is_beyond is False and alarms["missing"].names == ("公益创投项目（没有写枢纽）",)
    quiet = ask("hub_silent", hub=XIASHA, from_on="2024-01-01", to_on="2024-12-31")
    assert f"没有动静 {len([row for row in quiet if not row['is_active']])} 家" in alarms["silent"].said
    station = alarms_of(facts("H330102011012", 2024))
    assert station["unserved"].is_beyond is None and station["dependence"].is_beyond is None


def test_chapters_stand_in_order_with_an_anchor_each(demonstration):
    found = facts(XIASHA, 2024)
    drawn = sections(found)
    assert hrefs(chapters(found)[0]) == [f"#{one.key}" for one in CHAPTERS]
    assert [one.id for one in drawn] == [one.key for one in CHAPTERS] and len(set(map(str, drawn))) == len(CHAPTERS)
    titles = [one.title for one in CHAPTERS]
    assert titles[0] == "概况与十项指标" and {"资金", "公益创投", "志愿服务", "需要留意"} < set(titles)
    assert all(title in text_of(drawn) for title in titles)
