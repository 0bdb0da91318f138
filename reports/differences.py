"""Where two reports on the same subject and period differ, number by number and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reports.content import Block, Chapter, Figure, Headline, Headlines, Report, Table, Value, Words

NOTHING = "（没有）"
LONGEST = 60  # letters shown of a sentence
LEAD = 16  # of them before what differs


@dataclass(frozen=True)
class Difference:
    """One place that says something else: `where` names it, `then` and `now` are what stood and stands there."""

    chapter: str
    where: str
    then: str
    now: str

    def in_words(self) -> str:
        """The difference as one sentence."""
        return f"{self.chapter}·{self.where}：定稿 {self.then}，现在 {self.now}"


def differences(then: Report, now: Report) -> list[Difference]:
    """Every place where the numbers or words differ, in reading order; empty when both say the same.

    The build and the day of the data are left out: they are said apart, and a new build alone changes no number.
    """
    found = list(_texts("摘要", "", then.summary, now.summary))
    chapters = {one.title: one for one in now.chapters}
    for before in then.chapters:
        after = chapters.pop(before.title, None)
        found += _chapters(before, after)
    found += [Difference(one.title, "整章", NOTHING, "新增的一章") for one in chapters.values()]
    return found


def _chapters(then: Chapter, now: Chapter | None) -> Iterator[Difference]:
    if now is None:
        yield Difference(then.title, "整章", "有", NOTHING)
        return
    yield from _texts(then.title, "提要", (then.lead,), (now.lead,))
    blocks = dict(_named(now.blocks))
    for name, before in _named(then.blocks):
        after = blocks.pop(name, None)
        if type(after) is not type(before):
            yield Difference(then.title, name[0], "有", NOTHING)
        else:
            yield from _blocks(then.title, name[0], before, after)
    for title, _ in blocks:
        yield Difference(then.title, title, NOTHING, "新增")


def _named(blocks: tuple[Block, ...]) -> Iterator[tuple[tuple[str, int], Block]]:
    """Blocks under their titles; of several with one title the second is the second."""
    times: dict[str, int] = {}
    for one in blocks:
        times[one.title] = times.get(one.title, 0) + 1
        yield (one.title, times[one.title]), one


def _blocks(chapter: str, title: str, then: Block, now: Block) -> Iterator[Difference]:
    if isinstance(then, Words):
        yield from _texts(chapter, title, then.paragraphs, now.paragraphs)
    elif isinstance(then, Headlines):
        yield from _values(chapter, title, _headlines(then), _headlines(now))
    else:
        yield from _values(chapter, title, _figure(then), _figure(now))


def _headlines(block: Headlines) -> dict[str, str]:
    """Every headline under its name, and what it is held against."""
    found = {}
    for one in block.items:
        found[one.name] = f"{_number(one)}{one.unit}" if one.value is not None else one.missing or NOTHING
        if one.before is not None:
            found[f"{one.name}（{one.before_words or '比较'}）"] = _said(one.before)
        if one.goal is not None:
            found[f"{one.name}（目标）"] = _said(one.goal)
    return found


def _number(one: Headline) -> str:
    return f"{one.value:,.{one.decimals}f}" if isinstance(one.value, float) else _said(one.value)


def _figure(block: Figure) -> dict[str, str]:
    """Every number of a figure under its row and column; of a picture with a table the table says it."""
    found = {"缺少的原因": block.missing} if block.missing else {}
    if block.table is not None:
        return found | _cells(block.table)
    if block.picture is not None:
        for series in block.picture.series:
            for name, value in zip(block.picture.categories, series.values, strict=True):
                found[f"{name}·{series.name}" if series.name else name] = _said(value)
    return found | {f"文字{place}": words for place, words in enumerate(block.words, 1)}


def _cells(table: Table) -> dict[str, str]:
    """Every cell under the first words of its row and the title of its column; rows of one name are counted."""
    found: dict[str, str] = {}
    times: dict[str, int] = {}
    for row in table.rows:
        name = _said(row[0]) if row else ""
        times[name] = times.get(name, 0) + 1
        named = f"{name}（{times[name]}）" if times[name] > 1 else name
        for column, value in zip(table.columns[1:], row[1:], strict=True):
            found[f"{named}·{column.title}"] = _said(value)
        if len(row) == 1:
            found[named] = "列出"
    return found


def _values(chapter: str, title: str, then: dict[str, str], now: dict[str, str]) -> Iterator[Difference]:
    for name in [*then, *(one for one in now if one not in then)]:
        before, after = then.get(name, NOTHING), now.get(name, NOTHING)
        if before != after:
            yield Difference(chapter, f"{title}·{name}" if title else name, before, after)


def _texts(chapter: str, title: str, then: tuple[str, ...], now: tuple[str, ...]) -> Iterator[Difference]:
    """Sentences are compared in their order; only those that differ are told."""
    for place in range(max(len(then), len(now))):
        before = then[place] if place < len(then) else ""
        after = now[place] if place < len(now) else ""
        if before != after:
            where = title if len(then) <= 1 and title else f"{title}第{place + 1}段"
            pairs = enumerate(zip(before, after, strict=False))
            same = next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))
            yield Difference(chapter, where, _short(before, same), _short(after, same))


def _short(text: str, same: int) -> str:
    """The sentence around the first letter that is not the same."""
    begin = max(0, same - LEAD) if len(text) > LONGEST else 0
    shown = text[begin : begin + LONGEST]
    return f"“{'…' if begin else ''}{shown}{'…' if begin + LONGEST < len(text) else ''}”" if text else NOTHING


def _said(value: Value) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
