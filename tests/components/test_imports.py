"""数据导入: every state of a job, and of the page itself, says what is the case and what can be done."""

import json

import pytest

import app  # noqa: F401 - importing it registers the pages
from components.imports_declaration import declared_in
from components.page import find, state_of
from components.router import draw
from components.state import State
from jobs import store
from tests.components.reading import hrefs, parts, text_of

ENTRY = {"delivery": "d1", "file": "名录.xlsx", "sheet": "名录", "type": "organizations", "status": "loaded",
         "rows_read": 22, "skipped": 2, "accepted": 19, "rejected": 2, "duplicates": 1, "pending": 3, "superseded": 0,
         "warnings": 1, "said": ""}  # fmt: skip
FINDING = {"file": "名录.xlsx", "sheet": "名录", "type": "organizations", "row": 15, "column": "备案日期",
           "found": "2016-02-30", "rule": "B060", "severity": "拒收", "message": "日历上没有这一天"}  # fmt: skip
DOCUMENT = {"deliveries": [ENTRY], "problems": [{**FINDING, "times": 2}], "kinds_of_problems": 1,
            "findings": [FINDING], "findings_total": 2, "build": "b1"}  # fmt: skip
CHANGE = {"type": "organizations", "area_name": "凯旋街道", "period": "", "measure": "组织数", "before": 60.0,
          "after": 20.0, "share": -0.67}  # fmt: skip


@pytest.fixture
def desk(tmp_path):
    """An empty data folder for jobs."""
    store.use(tmp_path)
    yield tmp_path
    store.use(None)


def job_in(state: str, check: dict | None = None, result: dict | None = None, **changes) -> store.Job:
    """A job in a state, with what the ETL answered."""
    job = store.create("名录.xlsx")
    job.path.write_bytes(b"x")
    for name, document in (("check", check), ("result", result)):
        if document:
            store.write_json(job.folder / f"{name}.json", document)
    return store.change(job.id, (store.UPLOADING,), state=state, **{"size": 5000, **changes})


def drawn(search: str = "") -> list:
    page = find("/imports")
    return page.draw(state_of(page, "/imports", search))


def wishes(shown) -> set[str]:
    """What its buttons ask of the server."""
    return {part.__dict__["data-import-action"] for part in parts(shown) if hasattr(part, "data-import-action")}


def test_the_empty_page_says_what_to_do(demonstration, desk):
    said = text_of(drawn())
    for words in ("把表格拖到这里", "现在没有等待处理的文件", "还没有上传过文件", "社会组织名录模板", "不超过 50 MB"):
        assert words in said


def test_the_page_works_before_anything_was_published(nothing, desk):
    page, *_, title = draw({"path": "/imports", "search": ""})
    said = json.dumps(page, ensure_ascii=False)
    assert "把表格拖到这里" in said and "数据尚未发布" not in said and title.startswith("数据导入")
    job = job_in(store.WAITING, DOCUMENT)
    page, *_ = draw({"path": "/imports", "search": f"?job={job.id}&covered=330102011000"})
    assert "确认装入" in json.dumps(page, ensure_ascii=False)


def test_a_demonstration_folder_takes_nothing(demonstration, desk):
    (desk / store.MARKER).write_text("{}")
    said = text_of(drawn())
    assert "不能往里装真实数据" in said and "把表格拖到这里" not in said and "活动模板" in said


def test_a_checked_file_shows_sums_problems_and_both_ways_on(demonstration, desk):
    job = job_in(store.WAITING, DOCUMENT)
    shown = drawn(f"?job={job.id}")
    said = text_of(shown)
    for words in ("读入 22 = 接收 19 + 退回 2 + 重复 1", "日历上没有这一天", "2016-02-30", "演示数据不再显示"):
        assert words in said
    assert wishes(shown) == {"confirm", "check", "cancel"}
    assert "可装入 19 行，退回 2 行，重复 1 行" in said, "the list says it too"


def test_nothing_to_load_cannot_be_confirmed(demonstration, desk):
    entry = {**ENTRY, "status": "rejected", "accepted": 0, "rejected": 21, "type": "", "said": "没有认出是哪种表"}
    shown = drawn(f"?job={job_in(store.WAITING, {**DOCUMENT, 'deliveries': [entry]}).id}")
    assert "没有可以装入的行" in text_of(shown) and "没有认出是哪种表" in text_of(shown)
    assert wishes(shown) == {"check", "cancel"}


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("&covered=999", "没有代码为“999”的地区"),
        ("&from=2015-13-01", "“2015-13-01”不是日期"),
        ("&from=2016-01-02&to=2016-01-01", "终止日早于起始日"),
        ("&mode=全量", "全量报送要选好填报区域"),
        ("&mode=乱来", "没有“乱来”这种报送方式"),
        ("&source=nothing", "没有叫“nothing”的映射"),
    ],
)
def test_a_declaration_that_cannot_be_is_told_before_it_is_sent(demonstration, desk, search, said):
    shown = drawn(f"?job={job_in(store.WAITING, DOCUMENT).id}{search}")
    assert said in text_of(shown)
    assert wishes(shown) == {"cancel"}


def test_a_declaration_stands_in_the_address(demonstration, desk):
    search = "?covered=330102011000&from=2015-01-01&to=2015-12-31&mode=全量&source=leeds2023"
    declared = declared_in(State.parse("/imports", search))
    assert not declared.faults and declared.area_words == "凯旋街道"
    assert declared.declaration == store.Declaration("330102011000", "2015-01-01", "2015-12-31", "全量", "leeds2023")


def test_a_loaded_file_says_what_came_of_it_and_where_it_is_seen(demonstration, desk):
    shown = drawn(f"?job={job_in(store.DONE, DOCUMENT, DOCUMENT, step='load').id}")
    assert "装入了 19 行 ，退回 2 行 ，其中 3 行 要等伙伴记录报来才生效" in text_of(shown)
    assert "/records?type=organizations&delivery=d1" in hrefs(shown) and not wishes(shown)


def test_a_held_build_names_its_changes(demonstration, desk):
    held = {**DOCUMENT, "held": {"build": "b2", "changes": [CHANGE] * 12}}
    waits = desk / "warehouse" / "HELD.json"
    waits.parent.mkdir()
    waits.write_text(json.dumps({"deliveries": [{"delivery": "d1"}]}), "utf-8")
    job = job_in(store.HELD, DOCUMENT, held, step="load")
    said = text_of(drawn(f"?job={job.id}"))
    assert "变动较大，等待批准" in said and "另有 2 处" in said
    assert "凯旋街道，社会组织名录，组织数：由 60 变为 20" in said
    assert "收下 19 行" in said and "名录 社会组织名录 已收下" in said
    waits.unlink()
    said = text_of(drawn(f"?job={job.id}"))
    assert "变动较大，已有人在待办里决定" in said and "等待批准" not in said  # who sees no deliveries cannot tell which


@pytest.mark.parametrize(
    ("status", "decided"), [("withdrawn", "已在待办里撤回，没有计入"), ("loaded", "已在待办里批准公布")]
)
def test_a_held_load_that_was_decided_on_says_how(demonstration, desk, monkeypatch, status, decided):
    rows = [{"delivery": "d1", "status": status}]
    monkeypatch.setattr("components.imports_job.ask", lambda *_name, **_given: rows)
    held = {**DOCUMENT, "held": {"build": "b2", "changes": [CHANGE]}}
    said = text_of(drawn(f"?job={job_in(store.HELD, DOCUMENT, held, step='load').id}"))
    assert "收下了 19 行" in said and decided in said


def test_a_file_without_usable_rows_promises_nothing(demonstration, desk):
    nothing = {**DOCUMENT, "deliveries": [{**ENTRY, "accepted": 0, "rejected": 22, "status": "rejected"}]}
    job_in(store.WAITING, nothing)
    said = text_of(drawn())
    assert "现在有 1 份没有可以装入的行、要改好再传。" in said and "等待确认" not in said


def test_a_file_that_held_personal_numbers_is_gone_and_says_how_to_go_on(demonstration, desk):
    job = job_in(store.FAILED, DOCUMENT, error="文件里有身份证号或手机号。", hint="请删去这一列。")
    job.path.unlink()
    shown = drawn(f"?job={job.id}")
    assert "文件里有身份证号或手机号。请删去这一列。" in text_of(shown) and "日历上没有这一天" in text_of(shown)
    assert wishes(shown) == {"cancel"} and "/imports" in hrefs(shown)


def test_a_failed_load_can_be_retried_or_declared_anew(demonstration, desk):
    job = job_in(store.FAILED, DOCUMENT, step="load", error="磁盘满了。", hint="请清理。", can_retry=True)
    shown = drawn(f"?job={job.id}")
    assert "磁盘满了。请清理。" in text_of(shown) and wishes(shown) == {"retry", "check", "cancel"}


def test_work_that_goes_on_can_be_watched_and_called_off_until_it_loads(demonstration, desk):
    waiting = job_in(store.LOADING, DOCUMENT, step="load", waiting="排队中")
    shown = drawn(f"?job={waiting.id}")
    watched = next(part for part in parts(shown) if hasattr(part, "data-import-watch"))
    assert watched.__dict__["data-import-watch"] == f"{waiting.id}:装入中:False:排队中"
    assert wishes(shown) == {"cancel"}
    assert "正在检查" in text_of(drawn(f"?job={job_in(store.CHECKING).id}"))


def test_a_job_given_up_and_a_job_unknown_are_explained(demonstration, desk):
    assert "已放弃这份文件" in text_of(drawn(f"?job={job_in(store.CANCELLED).id}"))
    assert "没有这个导入任务" in text_of(drawn("?job=../../x"))
