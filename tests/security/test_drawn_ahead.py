"""What is drawn of a build before it is shown: for each kind of person what they may see, and found by them alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zlib

import pytest

from access.roles import Role
from asked_lately import ASKED, FOLDER, Tally
from settings import settings
from tests.conftest import ROOT
from tests.scoped_pages.drawing import somebody
from tests.security import canary

KINDS = (
    {"area": "330102011000"},
    {"area": "330102001000", "role": Role.ANALYST},
    {"area": "430102000000"},
    {"hub": "SHUKANA", "role": Role.HUB_LEADER},
)
SEARCHES = ("", "?year=2024")
WITH_TIME = "import sys; from etl import ahead, cli; ahead.SECONDS = 900; sys.exit(cli.main())"


@pytest.fixture(scope="module")
def published(canary_dir, tmp_path_factory):
    """The canary records; four kinds of people asked for every page, then a delivery was withdrawn and published.

    Gives the questions of each kind, the folder of what was drawn ahead, and what loading said.
    """
    from components import kept_answers, kept_files
    from indicators import warehouse

    data = tmp_path_factory.mktemp("ahead") / "data"
    shutil.copytree(canary_dir / "data", data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WUSHE_DATA_DIR", str(data))
        patch.setenv("WUSHE_REFERENCE_DIR", str(canary_dir / "reference"))
        patch.setattr(kept_answers, "_tally", Tally())
        settings.cache_clear()
        warehouse.use(data)
        kept_files.share()
        try:
            asked = {number: ask_all(kind) for number, kind in enumerate(KINDS)}
            kept_answers._tally.write(data / "warehouse", kept_answers.about())
            said = publish_another(data)
            yield asked, data / "warehouse" / FOLDER, said
        finally:
            kept_files.share(False)
            kept_answers.forget()
            warehouse.use(None)
            settings.cache_clear()


def ask_all(kind: dict) -> list[dict]:
    """Every page whose bodies are kept, as this kind of person asks for it; those that are answered."""
    import app  # noqa: F401 - registers the pages
    from components import router
    from components.page import all_pages

    pages = [page for page in all_pages() if page.rests_on and (page.for_hubs or "hub" not in kind)]
    asked = [{"path": page.path, "search": search} for page in pages for search in SEARCHES]
    with somebody(**kind):
        return [one for one in asked if router.kept_answer(one)]


def publish_another(data) -> str:
    """What withdrawing the activities of one street says."""
    from indicators.warehouse import snapshot

    with snapshot() as now:
        delivery = now.rows("SELECT min(_delivery) AS delivery FROM honours")[0]["delivery"]
    run = subprocess.run([sys.executable, "-c", WITH_TIME, "withdraw", delivery, "--json"], cwd=ROOT, env=os.environ,
                         capture_output=True, text=True)  # fmt: skip
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    return run.stdout


def letters_of(kind: dict) -> frozenset[str]:
    return canary.inside(kind.get("area"), kind.get("hub"))


def bodies_of(folder) -> dict[str, str]:
    """By their names, of the one build of which any are kept."""
    (fresh,) = (path for path in folder.iterdir() if path.name != ASKED)
    return {path.name: zlib.decompress(path.read_bytes()[32:]).decode() for path in fresh.iterdir()}


def found_by(kind: dict, asked: list[dict]) -> set[str]:
    """The names under which this kind of person looks for its pages in the new build."""
    from components import kept_answers, kept_files
    from components.page import find, state_of
    from indicators.warehouse import snapshot

    with somebody(**kind), snapshot() as now:
        pages = [(find(one["path"]), one) for one in asked]
        keys = [kept_answers.key_of(page, state_of(page, one["path"], one["search"]), now) for page, one in pages]
    return {kept_files._path(key).name for key in keys}


def test_every_question_of_every_kind_is_drawn(published):
    asked, folder, said = published
    many = sum(len(one) for one in asked.values())
    assert many >= 50 and f"最近常看的 {many} 个页面，预先画好 {many} 个" in said
    assert {name for number, kind in enumerate(KINDS) for name in found_by(kind, asked[number])} == set(
        bodies_of(folder)
    )


@pytest.mark.parametrize("number", range(len(KINDS)))
def test_under_the_names_of_one_kind_lies_nothing_of_others(published, number):
    asked, folder, _ = published
    texts = bodies_of(folder)
    mine, allowed = found_by(KINDS[number], asked[number]), letters_of(KINDS[number])
    seen = set()
    for name in mine:
        text = texts[name].encode().decode("unicode_escape").encode("latin1", "ignore").decode("latin1")
        assert canary.foreign(text, allowed) == set()
        seen |= canary.own(text)
    assert seen and seen <= allowed
    for other, kind in enumerate(KINDS):
        if other != number:
            assert not mine & found_by(kind, asked[other])


@pytest.mark.parametrize("number", range(len(KINDS)))
def test_each_kind_is_given_what_would_be_drawn_for_it(published, number, monkeypatch):
    from components import kept_answers, kept_files, router

    asked, _, _ = published
    with somebody(**KINDS[number]):
        kept_files.share(False)
        kept_answers.forget()
        drawn = [json.loads(router.kept_answer(one)) for one in asked[number]]
        kept_files.share()
        kept_answers.forget()
        monkeypatch.setattr(router, "body", lambda *_: pytest.fail("drawn again"))
        assert [json.loads(router.kept_answer(one)) for one in asked[number]] == drawn
