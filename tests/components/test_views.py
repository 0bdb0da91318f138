"""视图 in the top bar and 我的视图: what is offered, in words, with and without a folder to keep it in."""

import pytest

from components.page import find
from components.state import State
from components.views_chip import default_name, views_chip
from pages import views as page
from tests.components.reading import hrefs, text_of
from views import database, store
from views.events import add_event


@pytest.fixture
def kept(demonstration, tmp_path):
    """Views of this test alone."""
    database.use(tmp_path)
    yield tmp_path
    database.use(None)


def test_a_view_is_called_after_what_it_shows(kept):
    state = State("/density", {"year": ("2024",), "area": ("330114000000",), "legal_form__not": ("志愿团队",)})
    name = "组织密度：2024年 · 钱塘区 · 登记+备案 · 常住人口 · 不含志愿团队"
    assert default_name(state, find("/density")) == name
    long = State("/density", {"field__not": tuple(f"很长的一个领域{n}" for n in range(40))})
    assert len(default_name(long, find("/density"))) == store.LONGEST_NAME


def test_the_chip_offers_saved_views_with_their_links(kept):
    view = store.save("钱塘", "/density?area=330114000000")
    chip = views_chip(State("/tiers", {}), find("/tiers"))
    assert view.address in hrefs(chip) and "/views" in hrefs(chip) and "复制链接" in text_of(chip)


def test_a_broken_store_is_said_and_the_page_still_drawn(kept):
    (kept / database.FILE).write_bytes(b"no database, certainly not one of ours, and long enough")
    assert "损坏" in text_of(views_chip(State("/tiers", {}), find("/tiers")))
    assert "损坏" in text_of(page.draw(State("/views", {})))


def test_the_page_lists_views_and_events_and_offers_to_undo(kept):
    view, number = (
        store.save("钱塘", "/density?area=330114000000"),
        add_event("2024-06-01", "凯益荟开园", "330114000000"),
    )
    shown = text_of(page.draw(State("/views", {"area": ("330114000000",)})))
    for words in ("1 个视图", "钱塘", "组织密度", view.link, "凯益荟开园", "《慈善法》施行", "国务院令第685号"):
        assert words in shown
    assert "凯益荟开园" not in text_of(page.draw(State("/views", {})))
    store.delete(view.code)
    gone = text_of(page.draw(State("/views", {"removed": (view.code,), "gone": (str(number),)})))
    assert "已删除“钱塘”" in gone and gone.count("撤销") >= 2


@pytest.mark.parametrize(
    "choices", [{"removed": ("zzzzzzz",)}, {"saved": ("'",)}, {"gone": ("x",)}, {"gone": ("9" * 30,)}]
)
def test_words_of_an_address_that_mean_nothing_are_no_accident(kept, choices):
    assert "撤销" not in text_of(page.draw(State("/views", choices))).replace("可以撤销", "")
