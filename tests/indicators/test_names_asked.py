"""Of a country's organisations only the names that are meant are fetched: a page of one costs no list of all."""

from bench.recorded import recording
from indicators.evaluate import evaluate
from indicators.warehouse import ask
from indicators.words import named
from tests.indicators.toy import publish

ORGANIZATIONS = [
    {"org_id": f"T{number}", "name": f"第{number}志愿队", "area_code": "330102011001", "legal_form": "志愿团队"}
    for number in range(5)
]


def test_names_are_those_of_the_words_in_their_order(tmp_path, asking):
    asking(publish(tmp_path / "data", {"organizations": ORGANIZATIONS}))
    assert named("org", ["T3", "T1", "没有的", "T3"]) == ["第3志愿队", "第1志愿队", "没有的", "第3志愿队"]
    assert named("org", []) == []
    assert len(ask("organization_names")) == 5


def test_a_question_about_one_organisation_fetches_one_name(tmp_path, asking):
    asking(publish(tmp_path / "data", {"organizations": ORGANIZATIONS}))
    with recording() as said:
        told = evaluate("activities", {"org": "T2", "year": "2016"})
    meant = [parameters for sql, parameters in said if "name" in sql and "ids" in (parameters or {})]
    assert told.filters_in_words.endswith("第2志愿队") and meant == [{"ids": ["T2"]}]
