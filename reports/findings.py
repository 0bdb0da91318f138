"""What a figure shows, in one sentence made from its own numbers: the title of a slide."""

from __future__ import annotations

import re

from figures.numbers import compact, rounding
from reports.content import Column, Figure, Picture, Series, Table
from reports.series_colours import latest
from reports.table_pictures import picture_of

KIND_WORDS = re.compile(r"^(?:[\u4e00-\u9fff]{0,6}图|矩阵)：")
LONG_NAME = 24
SENTENCE = re.compile(r"^(.+?[。；])(.+)$", re.DOTALL)
COUNTS = re.compile(
    r"^(?:[^，。；0-9]{0,20}，)?(?:共 )?(?:[0-9]+ [个条种类行家项][^，。；0-9]{0,6}[，。；]?(?:共 )?)+(?:事件：.*)?$",
    re.DOTALL,
)


def finding(figure: Figure, year: str = "") -> str:
    """The sentence, of a run of years about `year`; empty when neither the figure says one nor its numbers give one."""
    said = KIND_WORDS.sub("", figure.summary).strip()
    if said and not (KIND_WORDS.match(figure.summary) and _only_counts(said)):
        return first_sentence(said)
    if figure.picture is not None:
        return _of_picture(figure, figure.picture, year)
    if figure.table is None:
        return ""
    made = picture_of(figure)
    alone = made is not None and len(made.series) == 1
    return _of_table(figure.title, figure.table) or (_of_picture(figure, made, year) if alone else "")


def said(figure: Figure, year: str = "") -> tuple[str, ...]:
    """What to write under a picture: its summary, or the sentence of its numbers where the summary names its kind."""
    words = finding(figure, year) if KIND_WORDS.match(figure.summary) else figure.summary
    return (words,) if words else ()


def rest_of(figure: Figure, year: str = "") -> str:
    """What the summary says after the sentence that became the title."""
    said = KIND_WORDS.sub("", figure.summary).strip()
    found = SENTENCE.match(said)
    return found[2].strip() if found and finding(figure, year) == first_sentence(said) else ""


def first_sentence(words: str) -> str:
    """The words up to their first full stop, without it."""
    found = SENTENCE.match(words.strip())
    return (found[1] if found else words.strip()).rstrip("。；")


def _only_counts(said: str) -> bool:
    """Whether a summary says what is drawn and not what is seen."""
    return bool(COUNTS.match(said)) or not re.search(r"[0-9]", said) or "同级中位数" in said.split("，")[0]


def _of_picture(figure: Figure, picture: Picture, year: str) -> str:
    run = picture.series[latest([one.name for one in picture.series])]
    is_told = len(picture.series) == 1 or "：" in figure.title or re.search(r"(19|20)\d\d", run.name)
    what = re.split("[：:]", figure.title)[-1].strip() if is_told else run.name
    known = [at for at, value in enumerate(run.values) if value is not None]
    if not known or picture.kind in ("scatter", "radar"):
        return ""
    if picture.kind == "stacked":
        return _of_stack(what, picture)
    if _are_moments(picture.categories):
        return _of_time(what, picture, run, [at for at in known if picture.categories[at][:4] <= (year or "9999")])
    return _of_rank(figure, what, picture, run, known)


def _of_time(what: str, picture: Picture, run: Series, known: list[int]) -> str:
    known = sorted(known, key=lambda at: picture.categories[at])
    if not known:
        return ""
    last, what = known[-1], re.sub(r"的?逐年(?:变化)?$", "", what)
    now = f"{_moment(picture.categories[last])}{what} {_value(picture, run.values[last])}"
    if len(known) == 1:
        return now
    before = known[-2]
    return f"{now}，{_against(picture, run.values[last], run.values[before], _moment(picture.categories[before]))}"


def _against(picture: Picture, now: float, before: float, when: str) -> str:
    change = rounding(now - before, picture.decimals)
    if not change:
        return f"与{when}持平"
    unit = "个百分点" if picture.unit == "%" else f" {picture.unit}".rstrip()
    more = "多" if change > 0 else "少"
    if picture.unit in ("%", "分"):
        more = "高" if change > 0 else "低"
    return f"比{when}{more} {compact(abs(change), picture.decimals)}{unit}".replace("万 ", "万").replace("亿 ", "亿")


def _of_rank(figure: Figure, what: str, picture: Picture, run: Series, known: list[int]) -> str:
    """Where the own one stands among the others, else which is the highest."""
    own = next((at for at in known if picture.categories[at] in _own_names(figure)), None)
    if own is None:
        highest = max(known, key=lambda at: run.values[at])
        return f"{what}：最多的是{picture.categories[highest]}，{_value(picture, run.values[highest])}"
    place = 1 + sum(run.values[at] > run.values[own] for at in known)
    against = f"；{picture.mark.words}" if picture.mark else ""
    value = _value(picture, run.values[own])
    name = picture.categories[own].partition("（")[0]  # 本枢纽（下沙街道）: the subject of the report is known
    return f"{name}{what} {value}，在有数的 {len(known)} 个中居第 {place}{against}"


def _of_stack(what: str, picture: Picture) -> str:
    last = len(picture.categories) - 1
    shown = [(one.values[last], one.name) for one in picture.series if one.values[last] is not None]
    if not shown:
        return ""
    value, name = max(shown, key=lambda pair: pair[0])
    when = _moment(picture.categories[last])
    return f"{when}{what}里最多的是{name}，{_value(picture, value)}" if value else ""


def _of_table(title: str, table: Table) -> str:
    """What it comes to and what is the largest part, where the table has a sum of one kind of thing."""
    place = next((at for at, column in enumerate(table.columns) if column.is_number), None)
    if not table.has_total or place is None or len(table.rows) < 3 or table.left_out:
        return ""
    column, rows, total = table.columns[place], table.rows[:-1], table.rows[-1][place]
    known = [row for row in rows if isinstance(row[place], int | float)]
    if not isinstance(total, int | float) or not known or column.unit == "%":
        return ""
    largest = max(known, key=lambda row: row[place])
    words = "·".join(str(value) for value in largest[:place] if value is not None)
    if len(words) > LONG_NAME:
        return ""
    return f"{title}合计 {_cell(column, total)}，最多的是{words}（{_cell(column, largest[place])}）"


def _own_names(figure: Figure) -> set[str]:
    return {str(figure.table.rows[at][0]) for at in figure.table.strong} if figure.table else set()


def _are_moments(categories: tuple[str, ...]) -> bool:
    return all(re.match(r"^(19|20)\d\d", name) for name in categories)


def _moment(name: str) -> str:
    return f"{name}年" if re.fullmatch(r"\d{4}", name) else name


def _value(picture: Picture, value: float) -> str:
    return _with_unit(compact(value, picture.decimals), picture.unit)


def _cell(column: Column, value: float) -> str:
    text = compact(value, 0 if isinstance(value, int) else column.decimals)
    return _with_unit(text, column.unit)


def _with_unit(number: str, unit: str) -> str:
    return f"{number}{'' if number[-1] in '万亿' or unit == '%' else ' '}{unit}".strip()
