"""Finished answers that are kept: the same as drawn anew, of nobody else, never older than what they rest on."""

import json
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

import brotli
import duckdb
import pytest
from dash._utils import to_json

import app
from access.roles import Role
from boundaries import shelf
from components import kept_answers, router
from components.page import all_pages, find, state_of
from indicators import warehouse
from indicators.warehouse import snapshot
from reports.frozen import store
from tests.scoped_pages.drawing import somebody
from views import database
from views.events import add_event, delete_event

ROOT = Path(app.__file__).parent
INSIDE = {"/hub": "/hub/H330102011000", "/area": "/area/330102000000", "/org": "/org/B330102011-0218"}
"""What is asked of a page that is about one."""
KEPT = [INSIDE.get(page.path, page.path) for page in all_pages() if page.rests_on]
SHANGCHENG, KAIXUAN, HUB = "330102000000", "330102011000", "H330102011000"
READ: list[str] = []
"""What is being opened, while somebody looks."""
LOOKING: list[bool] = []
OPENED = {"open", "sqlite3.connect", "os.listdir", "os.scandir"}
sys.addaudithook(lambda event, told: READ.append(str(told[0])) if LOOKING and event in OPENED else None)


@pytest.fixture(autouse=True)
def own_views(tmp_path):
    """A file of views and events of its own, and nothing kept from before."""
    database.use(tmp_path)
    kept_answers.forget()
    yield
    kept_answers.forget()
    database.use(None)


def asked(path: str, search: str = "") -> dict:
    return {"path": path, "search": search}


def as_dash_answers(path: str, search: str = "") -> dict:
    tree, slots, bar, entries, title = router.draw(asked(path, search))
    page = {"tree": tree, "children": slots}
    response = {"page": page, "topbar": {"tree": bar}, "menu": {"tree": entries}, "title": {"data": title}}
    return json.loads(to_json({"multi": True, "response": response}))


def body_of(path: str, search: str = "") -> str:
    text = router.kept_answer(asked(path, search))
    return json.dumps(json.loads(text)["response"]["page"], ensure_ascii=False)


def sent(path: str, search: str, packing: str) -> object:
    outputs = [
        dict(zip(("id", "property"), one.split("."), strict=True)) for one in router.DRAWN.strip(".").split("...")
    ]
    inputs = [{"id": "asked", "property": "data", "value": asked(path, search)}]
    call = {"output": router.DRAWN, "outputs": outputs, "inputs": inputs, "changedPropIds": ["asked.data"], "state": []}
    client = app.server.test_client()
    return client.post("/_dash-update-component", json=call, headers={"Accept-Encoding": packing})


@pytest.mark.parametrize("path", KEPT)
def test_a_kept_answer_is_the_one_that_dash_would_give(demonstration, path):
    whole = as_dash_answers(path, "?area=330102000000&year=2024")
    for _ in range(2):
        assert json.loads(router.kept_answer(asked(path, "?area=330102000000&year=2024"))) == whole


def test_what_was_drawn_is_not_drawn_again(demonstration, monkeypatch):
    first = router.kept_answer(asked("/density"))
    monkeypatch.setattr(router, "body", lambda *_: pytest.fail("drawn again"))
    assert router.kept_answer(asked("/density")) == first


def test_it_travels_packed_where_the_browser_unpacks_it(demonstration):
    for _ in range(2):
        packed, plain = sent("/density", "", "gzip, br"), sent("/density", "", "identity")
        assert packed.headers["Content-Encoding"] == "br" and "Content-Encoding" not in plain.headers
        assert json.loads(brotli.decompress(packed.data)) == plain.json == as_dash_answers("/density")
        assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"] == "no-store"
        assert "Accept-Encoding" in packed.headers["Vary"] and plain.mimetype == packed.mimetype == "application/json"


@pytest.mark.parametrize(
    ("path", "search"), [("/density", "?area=999"), ("/density", "?year=abcd"), ("/nothing", ""), ("/todo", "")]
)
def test_what_is_refused_unknown_or_never_kept_is_left_to_dash(demonstration, path, search):
    assert router.kept_answer(asked(path, search)) is None
    assert sent(path, search, "br").status_code == 200


def test_without_data_nothing_is_kept(nothing):
    assert router.kept_answer(asked("/density")) is None


def test_an_answer_of_one_person_is_never_given_to_another(demonstration):
    people = [
        {},
        {"role": Role.ANALYST},
        {"area": KAIXUAN},
        {"role": Role.ANALYST, "area": KAIXUAN},
        {"role": Role.HUB_LEADER, "hub": HUB},
    ]

    def told(person: dict) -> list[str | None]:
        with somebody(**person):
            return [router.kept_answer(asked(path, "?year=2024")) for path in ("/density", "/hubs")]

    alone = []
    for person in people:
        kept_answers.forget()
        alone.append(told(person))
    assert len({repr(one) for one in alone}) == len(people)
    kept_answers.forget()
    for _ in range(2):
        for place in (*range(len(people)), *reversed(range(len(people)))):
            assert told(people[place]) == alone[place], people[place]


def test_whoever_may_not_see_a_page_gets_nothing_kept(demonstration):
    assert router.kept_answer(asked("/density"))
    with somebody(role=Role.CLERK):
        assert router.kept_answer(asked("/density")) is None
    with somebody(role=Role.HUB_LEADER, hub=HUB):
        assert router.kept_answer(asked("/density")) is None


def test_an_event_shows_at_once_and_goes_at_once(demonstration):
    before = body_of("/density")
    event = add_event("2021-07-01", "只在这里写的一件事")
    assert "只在这里写的一件事" in body_of("/density")
    delete_event(event)
    assert body_of("/density") == before


@pytest.mark.parametrize("path", INSIDE.values())
def test_an_event_shows_at_once_on_the_lines_of_one(demonstration, path):
    before = body_of(path)
    event = add_event("2021-07-01", "只在这里写的一件事")
    assert "只在这里写的一件事" in body_of(path)
    delete_event(event)
    assert body_of(path) == before


def test_a_frozen_report_shows_at_once(demonstration, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "folder_of", lambda _taken: tmp_path / "frozen")
    assert "有定稿损坏了" not in body_of("/hubs")
    (tmp_path / "frozen" / "0001").mkdir(parents=True)
    assert "有定稿损坏了" in body_of("/hubs")
    assert router.kept_answer(asked("/", "?frozen=1")) is None


def test_a_new_build_is_shown_at_once(demonstration, demo_dir, tmp_path):
    before = body_of("/density")
    apart = shutil.ignore_patterns("kept")  # a server of another test may be writing there
    folder = shutil.copytree(demo_dir / "demo" / "warehouse", tmp_path / "new" / "warehouse", ignore=apart)
    named = json.loads((folder / "CURRENT.json").read_text("utf-8"))
    with duckdb.connect(str(folder / named["file"])) as connection:
        connection.execute("UPDATE builds SET build = 'another'")
        connection.execute("UPDATE organizations SET legal_form = '企业' WHERE l3 = $area", {"area": SHANGCHENG})
    (folder / "CURRENT.json").write_text(json.dumps(named | {"build": "another"}), encoding="utf-8")
    warehouse.use(tmp_path / "new")
    assert body_of("/density") != before
    assert json.loads(body_of("/density"))["tree"] == as_dash_answers("/density")["response"]["page"]["tree"]


def test_files_of_boundaries_and_the_day_make_another_answer(demonstration, tmp_path, monkeypatch):
    shelf.use(tmp_path / "shapes")
    try:
        pages = [find("/"), find("/quality")]
        keys = [key(page) for page in pages]
        (tmp_path / "shapes").mkdir()
        (tmp_path / "shapes" / "one.geojson").write_text("{}", encoding="utf-8")
        keys += [key(page) for page in pages]
        monkeypatch.setattr(kept_answers, "date", Tomorrow)
        keys += [key(page) for page in pages]
    finally:
        shelf.use(None)
    assert len(set(keys)) == len(keys) == 6


class Tomorrow(date):
    """The day after."""

    @classmethod
    def today(cls) -> date:
        return date.today() + timedelta(days=1)


def key(page) -> tuple:
    with snapshot() as now:
        return kept_answers.key_of(page, state_of(page, page.path, ""), now)


def test_a_part_that_could_not_be_drawn_is_drawn_again(demonstration, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(sys.modules["pages.density"], "trend_chart", lambda _facts, span: 1 / 0)
        assert "这里出错了" in body_of("/density")
    assert "这里出错了" not in body_of("/density")


@pytest.mark.parametrize("path", KEPT)
def test_a_kept_page_reads_nothing_that_its_key_does_not_name(demonstration, tmp_path, path):
    """Whoever lets such a page read a further file names it in `Page.rests_on`, or its answers grow old."""
    for search in ("?area=330102000000", *(["?explore=on"] if path == "/density" else [])):
        router.kept_answer(asked(path, search))  # what the program reads once and remembers is read now
        kept_answers.forget()
        READ.clear()
        LOOKING.append(True)
        try:
            assert router.kept_answer(asked(path, search))
        finally:
            LOOKING.clear()
        with snapshot() as now:
            frozen = str(store.folder_of(now))
        known = (
            str(tmp_path / database.FILE),
            f"file://{tmp_path / database.FILE}",
            frozen,
            *map(str, shelf.folders()),
        )
        assert [one for one in READ if not one.startswith(known) and not is_of_the_program(one)] == []


def is_of_the_program(path: str) -> bool:
    """SQL and words that come with the program, which is started anew for others."""
    return any(path.startswith(str(ROOT / room)) for room in ("indicators", "components", "figures", "records"))
