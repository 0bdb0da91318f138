"""A file is of one build and says which, also when another one is published while it is made."""

import io
import json
import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread

import duckdb
import openpyxl
import pyarrow.parquet
import pytest

import app
from api.asked_files import asked_file, query_of
from exports import spool, starting
from exports.records import Task, write
from indicators import warehouse
from indicators.warehouse import snapshot
from jobs.locks import held
from tests.api.conftest import csv_rows

KINDS = ("csv", "xlsx", "parquet")
FUNDING = "/api/v1/records/funding?year=2016&columns=funding_id,amount,paid_on"
PAGE = "/api/v1/pages/funding?year=2015&format=xlsx"


class Builds:
    """Two builds of one folder that hold other rows, and which of them is published."""

    def __init__(self, demo_dir: Path, folder: Path) -> None:
        self.folder = folder / "demo" / "warehouse"
        self.folder.mkdir(parents=True)
        published = demo_dir / "demo" / "warehouse"
        pointer = json.loads((published / "CURRENT.json").read_text("utf-8"))
        self.pointers = {}
        for name in ("first", "second"):
            shutil.copy(published / pointer["file"], self.folder / f"{name}.duckdb")
            self.pointers[name] = {**pointer, "file": f"{name}.duckdb", "build": name}
            with duckdb.connect(str(self.folder / f"{name}.duckdb")) as connection:
                connection.execute("UPDATE builds SET build = $name", {"name": name})
                if name == "second":
                    connection.execute("DELETE FROM funding WHERE hash(funding_id) % 3 = 0")
                    connection.execute("UPDATE funding SET amount = amount + 1000")
        self.publish("first")

    def publish(self, name: str) -> None:
        """As the ETL does: the pointer is replaced in one step."""
        part = self.folder / "CURRENT.part"
        part.write_text(json.dumps(self.pointers[name]), "utf-8")
        os.replace(part, self.folder / "CURRENT.json")


@pytest.fixture
def builds(client, demo_dir, tmp_path):
    """The client's server serves a folder of its own, in which the first build is published."""
    made = Builds(demo_dir, tmp_path / "data")
    warehouse.use(tmp_path / "data")
    yield made
    warehouse.use(demo_dir)


def rows_of(kind: str, content: bytes) -> list[list[str]]:
    """The lines of a file in any form, as texts."""
    if kind == "csv":
        return csv_rows(content)[1:]
    if kind == "parquet":
        table = pyarrow.parquet.read_table(io.BytesIO(content))
        return [[str(value) for value in row.values()] for row in table.to_pylist()]
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    lines = book.worksheets[0].iter_rows(min_row=2, values_only=True)
    return [[name, f"{amount:.2f}", f"{day:%Y-%m-%d}"] for name, amount, day in lines]


def notes_of(content: bytes) -> dict[str, str]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True) if row[0]}


def cells_of(content: bytes) -> list[list[tuple]]:
    """The cells of every sheet but 说明."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets if sheet.title != "说明"]


def expected(client, builds: Builds) -> dict[str, list[list[str]]]:
    """The rows of each build, asked for while nothing else happens."""
    found = {}
    for name in ("second", "first"):
        builds.publish(name)
        answer = client.get(f"{FUNDING}&format=csv")
        assert answer.headers["X-Build"] == name
        found[name] = rows_of("csv", answer.get_data())
    assert 0 < len(found["second"]) < len(found["first"])
    return found


@pytest.mark.parametrize("kinds", [("xlsx",), pytest.param(KINDS, marks=pytest.mark.soak)], ids=["xlsx", "all"])
def test_a_file_announced_before_a_new_build_is_whole_and_of_the_old_one(client, builds, monkeypatch, kinds):
    """The makers have been told what to write and wait for their turn while the new build is published."""
    monkeypatch.setattr("api.files.SMALL", dict.fromkeys(KINDS, -1))
    rows = expected(client, builds)
    begun = {}
    with ExitStack() as slots:
        for slot in spool.slots():
            slots.enter_context(held(slot))
        for kind in kinds:
            begun[kind] = client.post("/exports", json={"address": f"{FUNDING}&format={kind}"}).json
        builds.publish("second")
        assert client.get(f"{FUNDING}&limit=1").json["build"] == "second"
    for kind, told in begun.items():
        starting.awaited(spool.find(told["id"]))
        content = client.get(f"/exports/{told['id']}/file", buffered=True).get_data()
        assert rows_of(kind, content) == rows["first"] and told["total"] == len(rows["first"])
        if kind == "xlsx":
            notes = notes_of(content)
            assert (notes["数据版本"], int(notes["行数"])) == ("first", len(rows["first"]))


def test_a_file_in_the_making_does_not_take_rows_of_a_new_build(client, builds):
    rows = expected(client, builds)
    for kind in KINDS:
        builds.publish("first")
        with snapshot() as taken:
            given = {"year": ["2016"], "columns": ["funding_id,amount,paid_on"], "format": [kind]}
            asked = asked_file(taken, query_of(taken, "funding", given), given)
            out, told = io.BytesIO(), []

            def publish_then(done: int, told: list = told) -> None:
                told.append(done)
                builds.publish("second")

            publish_then(0)
            write(kind, Task(taken, asked.query, asked.heading, publish_then), out)
        assert rows_of(kind, out.getvalue()) == rows["first"] and len(told) > 1
        assert client.get(f"{FUNDING}&limit=1").json["total"] == len(rows["second"])
        if kind == "xlsx":
            assert notes_of(out.getvalue())["数据版本"] == "first"


def test_files_of_rows_and_of_pages_are_of_one_build_while_builds_follow_one_another(client, builds):
    rows, pages, page_client = expected(client, builds), {}, app.server.test_client()
    for name in ("second", "first"):
        builds.publish(name)
        pages[name] = cells_of(page_client.get(PAGE).get_data())
    assert pages["first"] != pages["second"]
    over, seen = Event(), set()

    def follow() -> None:
        while not over.is_set():
            for name in ("second", "first"):
                builds.publish(name)
                over.wait(0.01)

    thread = Thread(target=follow)
    thread.start()
    try:
        for n, kind in enumerate(KINDS * 40):
            if n >= 2 * len(KINDS) and seen == {"first", "second"}:
                break
            answer = client.get(f"{FUNDING}&format={kind}")
            build = answer.headers["X-Build"]
            assert rows_of(kind, answer.get_data()) == rows[build]
            assert int(answer.headers["X-Row-Count"]) == len(rows[build])
            assert kind != "xlsx" or notes_of(answer.get_data())["数据版本"] == build
            seen.add(build)
        for _ in range(2):
            content = page_client.get(PAGE).get_data()
            assert cells_of(content) == pages[notes_of(content)["数据版本"]]
    finally:
        over.set()
        thread.join()
    assert seen == {"first", "second"}
