"""定稿: what is frozen comes back byte for byte after the data have changed, and the page tells what differs."""

import json
import os
import shutil
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest

import app
from indicators import warehouse
from reports.differences import differences
from reports.files import FORMATS, Format, ReportError
from reports.frozen import freezing
from reports.frozen import store as frozen_store
from reports.frozen.freezing import freeze, frozen_file, now_different, reproduce
from reports.kept_json import fingerprint, from_text, to_text
from reports.orders import Order, order_of
from tests.reports import plain_files

HUB = "H330114001000"
ORDER = Order("hub", HUB, 2024)


@pytest.fixture(scope="module")
def shared_data(tmp_path_factory):
    """One folder for all tests of this file, so that what a build was asked stays known."""
    return tmp_path_factory.mktemp("frozen-data")


@pytest.fixture
def own_data(demo_dir, shared_data, monkeypatch):
    """The demonstration with nothing frozen in a folder of these tests' own; files of a kind that is quick to write."""
    source, target = demo_dir / "demo" / "warehouse", shared_data / "demo" / "warehouse"
    shutil.rmtree(shared_data / "demo", ignore_errors=True)
    target.mkdir(parents=True)
    pointer = json.loads((source / "CURRENT.json").read_text("utf-8"))
    os.link(source / pointer["file"], target / pointer["file"])
    shutil.copy(source / "CURRENT.json", target)
    quick = Format("txt", "文本", "text/plain", plain_files.__name__, "write")
    for ending in list(FORMATS):
        monkeypatch.setitem(FORMATS, ending, replace(quick, ending=ending))
    warehouse.use(shared_data)
    yield shared_data / "demo"
    warehouse.use(None)


def publish_other(data):
    """Publish a build in which the hub held one activity fewer, and prune the one before."""
    folder = data / "warehouse"
    pointer = json.loads((folder / "CURRENT.json").read_text("utf-8"))
    shutil.copyfile(folder / pointer["file"], folder / "other.duckdb")
    with duckdb.connect(str(folder / "other.duckdb")) as connection:
        one = f"SELECT min(activity_id) FROM activities WHERE hub_id = '{HUB}' AND year(held_on) = 2024"
        assert connection.execute(f"DELETE FROM activities WHERE activity_id = ({one})").fetchone()[0] == 1
        connection.execute("UPDATE builds SET build = 'other'")
    (folder / pointer["file"]).unlink()
    (folder / "new.json").write_text(json.dumps({**pointer, "file": "other.duckdb", "build": "other"}), "utf-8")
    os.replace(folder / "new.json", folder / "CURRENT.json")


def test_a_frozen_report_outlives_its_build(own_data):
    folder = own_data / "frozen"
    first, is_new = freeze(ORDER, "社会组织管理科", "报区民政局")
    kept = {file.ending: frozen_file(folder, first.id, file.ending)[1] for file in first.files}
    assert is_new and (len(first.id), first.version, set(kept)) == (9, 1, set(FORMATS))
    assert first.files[0].name == "下沙街道社会组织发展服务中心_2024年_年度成效报告_演示数据.docx"
    assert freeze(ORDER) == (first, False), "nothing differs: no second version"
    assert now_different(folder, first) == []

    publish_other(own_data)
    assert {ending: frozen_file(folder, first.id, ending)[1] for ending in kept} == kept
    told = [one.in_words() for one in now_different(folder, first)]
    assert any("活动场次：定稿 420场，现在 419场" in words for words in told), told[:9]
    shown = _page(app.server.test_client(), f"/hubs/{HUB}", f"?year=2024&frozen={first.id}")
    assert "处与现在不同" in shown and "420场" in shown and "419场" in shown
    assert "第 1 版" in _page(app.server.test_client(), "/hubs", "")
    again = reproduce(folder, first.id)
    assert again.recalculated == () and set(again.rewritten.values()) == {True}
    assert again.files == {file.name: kept[file.ending] for file in first.files}

    second, is_new = freeze(ORDER, why="更正后")
    assert is_new and second.id != first.id and (second.version, second.build) == (2, "other")
    assert frozen_store.found(folder, first.id) == first, "the first version stays as it was"
    assert len(list((folder / "databases").iterdir())) == 2


def test_what_was_damaged_or_changed_is_told_or_made_good(own_data):
    folder = own_data / "frozen"
    one, _ = freeze(ORDER)
    path = folder / one.id / "files" / one.files[0].name
    kept = path.read_bytes()
    path.unlink()
    assert frozen_file(folder, one.id, one.files[0].ending)[1] == kept, "written again from the kept content"
    content = folder / one.id / "content.json"
    content.chmod(0o644)
    content.write_text(content.read_text("utf-8").replace("420", "421"), "utf-8")
    with pytest.raises(ReportError, match="被改动过"):
        frozen_file(folder, one.id, one.files[0].ending)
    assert frozen_file(folder, one.id, one.files[1].ending)[1], "the other files are still handed out"
    record = folder / one.id / "record.json"
    record.chmod(0o644)
    record.write_text("{", "utf-8")
    assert frozen_store.listed(folder) == [] and frozen_store.damaged(folder) == [one.id]
    with pytest.raises(ReportError, match="记录损坏"):
        frozen_store.found(folder, one.id)
    assert freeze(ORDER)[0].id != one.id, "its number is not used again"


def test_a_freeze_that_fails_leaves_nothing(own_data, monkeypatch):
    monkeypatch.setattr(frozen_store, "_write", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        freeze(ORDER)
    assert [path.name for path in (own_data / "frozen").iterdir() if path.name[0] != "."] == ["databases"]
    for words in ("13800138000", "x" * 300, "a\u202eb"):
        with pytest.raises(ReportError):
            freezing.freeze(ORDER, by=words)


def test_the_form_of_the_page_freezes_and_the_page_tells(own_data):
    client = app.server.test_client()
    address = f"/hubs/{HUB}?year=2024"
    sent = client.post("/frozen/freeze", data={"address": address, "by": "办公室", "why": "报区里"})
    assert sent.status_code == 303
    asked = parse_qs(urlsplit(sent.location).query)
    assert asked["frozen_said"] == ["new"]
    number = asked["frozen"][0]
    again = client.post("/frozen/freeze", data={"address": address})
    assert "frozen_said=same" in again.location
    listed = client.get(f"/api/v1/reports/frozen?hub={HUB}&year=2024").get_json()["frozen"]
    assert [(one["by"], one["why"], one["version"]) for one in listed] == [("办公室", "报区里", 1)]
    whole = client.get(f"/api/v1/reports/frozen/{number}").get_json()
    assert whole["report"]["subject"] == "下沙街道社会组织发展服务中心" and whole["differences"] == []
    file = client.get(f"/api/v1/reports/frozen/{number}?format=docx")
    assert file.headers["X-Checksum-SHA256"] == whole["files"][0]["sha256"]
    assert from_text(file.get_data(as_text=True)).period == "2024年"
    shown = _page(client, f"/hubs/{HUB}", f"?year=2024&frozen={number}&frozen_said=new")
    assert f"已定稿：第 {number} 号，第 1 版" in shown and "每个数、每句话都与现在相同" in shown and "办公室" in shown
    for wrong in ({"address": "//x/?year=2024"}, {"address": f"/hubs/{HUB}"}, {"address": "/density?year=2024"},
                  {"address": "/hubs/none?year=2024"}, {"address": address, "by": "x" * 4000}):  # fmt: skip
        assert client.post("/frozen/freeze", data=wrong).status_code in (400, 404)
    foreign = client.post("/frozen/freeze", data={"address": address}, headers={"Origin": "http://evil.example"})
    assert foreign.status_code == 403
    for missing in ("9", "0", "x", f"{number}?format=pdf", f"..%2f{number}"):
        assert client.get(f"/api/v1/reports/frozen/{missing}").status_code in (400, 404)


def _page(client, path: str, search: str) -> str:
    inputs = [{"id": "asked", "property": "data", "value": {"path": path, "search": search}}]
    outputs = "page.tree page.children topbar.tree menu.tree title.data"
    body = {
        "output": f"..{outputs.replace(' ', '...')}..",
        "outputs": [dict(zip(("id", "property"), one.split("."), strict=True)) for one in outputs.split()],
        "inputs": inputs, "changedPropIds": ["asked.data"], "state": [],
    }  # fmt: skip
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200
    return json.dumps(answer.get_json(), ensure_ascii=False)


def test_a_kept_report_is_read_back_exactly(own_data):
    report = ORDER.make()
    text = to_text(report)
    assert from_text(text) == report and to_text(from_text(text)) == text
    assert differences(report, from_text(text)) == []
    for damaged in ("", "[]", '{"is": "Nothing"}', '{"is": "Report", "title": "x"}', text[:-20], '{"is":"date"}'):
        with pytest.raises(ReportError):
            from_text(damaged)
    other = Order("hub", HUB, 2023).make()
    assert fingerprint(other) != fingerprint(report) and len(differences(report, other)) > 50


def test_addresses_become_orders():
    narrowed = Order("hub", "H1", 2024, {"universe": "登记"})
    assert order_of("/hubs/H1?year=2024&universe=登记&panel=orgs&frozen=1") == narrowed
    assert order_of("/?area=330114000000&year=2023&basis=户籍人口").choices == {"basis": "户籍人口"}
    assert order_of("/?year=2023") == Order("area", "", 2023)
    assert order_of("/hubs/a%2Fb?year=2023").key == "a/b"
    for wrong in ("/hubs/H1", "/hubs/H1?year=24", "/density?year=2024", "/hubs?year=2024", "http://x/?year=2024"):
        with pytest.raises(ReportError):
            order_of(wrong)


def test_a_further_build_is_kept_only_where_there_is_room_and_what_no_report_names_goes(own_data, monkeypatch):
    folder = own_data / "frozen"
    monkeypatch.setattr(frozen_store, "MOST_BUILDS", 1)
    first, _ = freeze(ORDER)
    publish_other(own_data)
    with pytest.raises(ReportError, match="没有再添"):
        freeze(ORDER)
    shutil.rmtree(folder / first.id)
    assert freeze(ORDER)[1]
    assert [path.stem for path in (folder / "databases").iterdir()] == ["other"]
