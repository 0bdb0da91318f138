"""The choices of any page in words: one sentence for print, exports and names of views, and one part per choice."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from components.moment import moment_of
from components.page import Page
from components.place import place_of
from components.scoped import home_area, own_hub
from components.state import AGAINST, EQUALITY, NOT, State
from indicators.catalog import catalog, denominators, dimensions
from indicators.definition import Definition
from indicators.spans import year_start
from indicators.vocabulary import UNWRITTEN
from indicators.words import UNCLEAR, UNIVERSES, day_in_words, left_out, named, years_in_words

USUAL = "登记备案"
USUAL_BASIS = "常住人口"
FURTHER = {
    "n": "至少 {} 场",
    "q": "含“{}”",
    "group": "{}类",
    "rule": "规则 {}",
    "finding": "{}",
    "delivery": "报送 {}",
    "moved": "等级变动 {}",
    "stopped": "止于{}",
    "starts": "年度自{}起",
    "peers": "与{}比",
}
TIMES = {"year": "年份", "month": "月份", "area": "下级地区"}


def subject_of(state: State, page: Page) -> str:
    """Whom or which place an address speaks of, by name; empty for the whole of the data."""
    if page.inner and state[page.inner]:
        return _named(page.inner, state.values(page.inner)[:1])[0]
    return place_of(state).name if "area" in page.controls and state["area"] else ""


def time_chosen(state: State, page: Page) -> str:
    """The time an address chose itself, short enough for the name of a file: 2016年, 2015年度, 2016-06-30."""
    if "year" not in page.controls:
        return ""
    if state["as_of"]:
        return state["as_of"]
    return f"{','.join(state.values('year'))}年{'度' if state['starts'] else ''}" if state["year"] else ""


class Said(NamedTuple):
    """One choice that narrows a page: its words, and the keys of the address it stands in. An idle one stands in the
    address only: what 自由分析 looks at knows nothing of it."""

    words: str
    keys: tuple[str, ...]
    idle: bool = False


def in_words(state: State, page: Page) -> str:
    """The state of a page as one sentence: “2024年 · 钱塘区 · 登记+备案 · 不含志愿团队”.

    Time, place, universe and basis are always said where the page has them, everything else when it is chosen.
    Raises ChoiceError for an address that the page refuses too.
    """
    if page.words is not None:
        return page.words(state)
    parts = [
        *_subject(state, page),
        *_named(page.inner or "", state.values(page.inner or "")[:1]),
        _period(state, page) if "year" in page.controls else "",
        place_of(state).name if _says_place(state, page) else "",
        _universe(state) if _is_used("universe", state, page) else "",
        (state["basis"] or USUAL_BASIS) if _is_used("basis", state, page) else "",
        *(_further(key, (word,)) for key, word in page.defaults.items() if not state[key]),
        *(one.words for one in _filters(state, page) if not one.idle),
    ]
    return " · ".join(part for part in parts if part)


def _says_place(state: State, page: Page) -> bool:
    """Whether the place is said: not where the page is about one thing and no place was chosen beside it."""
    is_about_one = bool(page.inner and state[page.inner] and not state["area"])
    return "area" in page.controls and page.inner != "area" and not is_about_one


def said(state: State, page: Page) -> list[Said]:
    """Every choice that narrows the page and differs from its default, in the order of the sentence."""
    found = []
    if "year" in page.controls and _is_timed(state):
        found.append(Said(_time(state, page), ("year", "as_of", "from", "to")))
    if "area" in page.controls and state["area"] not in (None, home_area()):
        found.append(Said(place_of(state).name, ("area",)))
    if "universe" in page.controls and state["universe"] not in (None, USUAL):
        found.append(Said(_universe(state), ("universe",), not _is_used("universe", state, page)))
    if "basis" in page.controls and state["basis"] not in (None, USUAL_BASIS):
        found.append(Said(state["basis"], ("basis",), not _is_used("basis", state, page)))
    return [*found, *_filters(state, page)]


def _is_timed(state: State) -> bool:
    return any(state[key] for key in ("year", "as_of", "from", "to"))


def _period(state: State, page: Page) -> str:
    """The asked time; a page that tells the years apart shows them all and marks the chosen one at most."""
    return "各年" if page.over_years and page.over_years(state) else _time(state, page)


def _time(state: State, page: Page) -> str:
    """The asked time; the latest year where none is asked for."""
    if state["as_of"]:
        return f"截至{_day(state['as_of'])}"
    if state["from"] or state["to"]:
        first, last = state["from"], state["to"]
        return f"{_day(first) if first else '最早'}至{_day(last) if last else '最近'}"
    years = state.values("year")
    if len(years) == 1 and not years[0].isdigit():
        return f"{years[0].replace('-', '—')}年"
    if len(years) > 1 and all(year.isdigit() for year in years):
        return years_in_words(sorted(map(int, years)))
    return f"{moment_of(state, page.dates(state)).year}年"


def _day(text: str) -> str:
    try:
        return day_in_words(date.fromisoformat(text))
    except ValueError:
        return text


def _universe(state: State) -> str:
    asked = state["universe"] or USUAL
    return UNIVERSES.get(asked, asked)


def _subject(state: State, page: Page) -> list[str]:
    """What 自由分析 looks at: the indicators and what tells their rows apart."""
    if not _is_exploring(state, page):
        return []
    found = [one.name for one in _explored(state, page)] if state["indicator"] or _is_against(state) else []
    by = [TIMES.get(key) or dimensions()[key].name for key in state.values("by") if key in TIMES or key in dimensions()]
    return [" × ".join(found), f"按{'、'.join(by)}" if by else ""]


def _is_exploring(state: State, page: Page) -> bool:
    return bool(page.explores) and (bool(state["explore"]) or page.path == "/explore")


def _is_against(state: State) -> bool:
    return state["view"] == AGAINST and bool(state["against"])


def _explored(state: State, page: Page) -> list[Definition]:
    """The indicators 自由分析 looks at."""
    asked = [state["indicator"] or page.explores, *([state["against"]] if _is_against(state) else [])]
    return [catalog()[one] for one in asked if one in catalog()]


def _is_used(key: str, state: State, page: Page) -> bool:
    """Whether a choice does anything: where an indicator is explored, it or the page itself has to understand it."""
    if not _is_exploring(state, page) or (page.path != "/explore" and key in (*page.controls, *page.filters)):
        return key in page.controls or key in page.narrowing
    if key == "basis" and state["view"] == EQUALITY:  # people are the weights
        return True
    return any(key in (*one.filters, *one.parameters) or _has_basis(key, state, one) for one in _explored(state, page))


def _has_basis(key: str, state: State, definition: Definition) -> bool:
    names = {denominators()[one].name for one in definition.denominators}
    return key == "basis" and (state["basis"] or USUAL_BASIS) in names


def _filters(state: State, page: Page) -> list[Said]:
    """The chosen and the left-out words of every filter of the page, without the one its path stands for."""
    found = []
    for key in page.narrowing if _is_exploring(state, page) else page.filters:
        if key == page.inner or not (key in FURTHER or key in _numbers() or key in dimensions()):
            continue
        if key == "hub" and own_hub():  # it cannot be taken away, and stands in the bar
            continue
        chosen = tuple(word for word in state.values(key) if not (key == "level" and word.isdigit()))
        idle = not _is_used(key, state, page)
        if chosen and chosen != (page.defaults.get(key),):
            found.append(Said(_further(key, chosen), (key,), idle))
        if (without := state.values(f"{key}{NOT}")) and key in dimensions():
            found.append(Said(left_out(key, _named(key, without)), (f"{key}{NOT}",), idle))
    return found


def _further(key: str, words: tuple[str, ...]) -> str:
    joined = "、".join(_named(key, words))
    if key in FURTHER:
        return FURTHER[key].format(joined)
    if key in _numbers():
        return f"{_numbers()[key]} {joined}"
    dimension = dimensions()[key]
    is_named = dimension.is_open or key in UNCLEAR or UNWRITTEN in words
    return f"{dimension.name}：{joined}" if is_named else joined


@cache
def _numbers() -> dict[str, str]:
    """Names of the numbers a reader may choose: days, target."""
    return {key: number.name for one in catalog().values() for key, number in one.parameters.items()}


def _named(key: str, words: tuple[str, ...]) -> list[str]:
    """The words as people write them: hubs and organisations by name."""
    if key == "peers":
        return named("hub", words)
    if key == "starts":
        return ["{}月{}日".format(*year_start({key: words}))]
    if key == "area":
        return [place_of(State("/", {"area": (word,)})).name for word in words]
    return named(key, words)
