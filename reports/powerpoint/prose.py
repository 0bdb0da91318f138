"""Paragraphs on slides: several short parts share one, a long one goes on over the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.powerpoint.frame import ROOM, Head, fits_title, frame_of
from reports.powerpoint.text import Text, cut

SIZES = (18, 16, 14)
TIGHT = (*SIZES, 13, 12)  # for words that had better stay on one slide
SMALLEST = 14
FILLED = 0.92


@dataclass(frozen=True)
class Group:
    """Paragraphs under one small heading."""

    title: str
    paragraphs: tuple[str, ...]
    is_list: bool = False
    subtitle: str = ""
    foot: str = ""


@dataclass(frozen=True)
class Prose:
    """The paragraphs of one slide."""

    texts: tuple[Text, ...]


def prose_pages(
    groups: Sequence[Group], kicker: str, fallback: str, sizes: tuple[int, ...] = SIZES
) -> list[tuple[Head, Prose]]:
    """Heads and paragraphs of as many slides as the groups need; `fallback` names one without a title.

    One of the `sizes` is taken where it holds all on one slide.
    """
    pages = []
    for some in _shared_slides(groups, kicker, fallback):
        pages += _pages(some, _head(some, kicker, fallback), sizes)
    return pages


def _shared_slides(groups: Sequence[Group], kicker: str, fallback: str) -> list[list[Group]]:
    """Groups side by side as long as they all fit on one slide in readable letters."""
    held: list[list[Group]] = []
    for group in groups:
        together = [*held[-1], group] if held else []
        if together and _fits(together, _head(together, kicker, fallback), SMALLEST):
            held[-1] = together
        else:
            held.append([group])
    return held


def _head(groups: Sequence[Group], kicker: str, fallback: str) -> Head:
    names = [group.title for group in groups]
    title = "、".join(names) if all(names) and fits_title("、".join(names)) else ""
    subtitle, foot = (groups[0].subtitle, groups[0].foot) if len(groups) == 1 else ("", "")
    return Head(kicker if title and title != fallback else "", title or fallback, subtitle, foot)


def _texts(groups: Sequence[Group], size: float) -> list[Text]:
    texts = []
    for group in groups:
        if len(groups) > 1 and group.title:
            texts.append(Text(group.title, size, "accent", is_bold=True, after=size * 0.2))
        if len(groups) > 1 and group.subtitle:
            texts.append(Text(group.subtitle, 11, "muted", after=size * 0.2))
        texts += [
            Text(words, size, after=size * 0.45, is_point=group.is_list, has_lead=True) for words in group.paragraphs
        ]
        if len(groups) > 1 and group.foot:
            texts.append(Text(group.foot, 10, "muted", after=size))
    return texts


def _fits(groups: Sequence[Group], head: Head, size: float) -> bool:
    return sum(text.height(ROOM) for text in _texts(groups, size)) <= frame_of(head).body.height * FILLED


def _pages(groups: Sequence[Group], head: Head, sizes: tuple[int, ...]) -> list[tuple[Head, Prose]]:
    size = next((one for one in sizes if _fits(groups, head, one)), SMALLEST)
    most = frame_of(head).body.height * FILLED
    whole = [
        replace(text, words=piece)
        for text in _texts(groups, size)
        for piece in cut(text.words, text.size, ROOM - text.size, most - text.after)
    ]
    held = _balanced(whole, most)
    return [
        (
            replace(head, title=f"{head.title}（续 {place}/{len(held)}）" if place > 1 else head.title),
            Prose(tuple(texts)),
        )
        for place, texts in enumerate(held, start=1)
    ]


def _balanced(texts: Sequence[Text], most: float) -> list[list[Text]]:
    """The paragraphs over as few slides as hold them, each about as full as the others."""
    count = len(_filled(texts, most))
    even = sum(text.height(ROOM) for text in texts) / count
    while even < most and len(_filled(texts, even)) > count:
        even += 2
    return _filled(texts, min(even, most))


def _filled(texts: Sequence[Text], most: float) -> list[list[Text]]:
    held: list[list[Text]] = [[]]
    used = 0.0
    for text in texts:
        high = text.height(ROOM)
        if held[-1] and used + high > most:
            held.append([])
            used = 0.0
        held[-1].append(text)
        used += high
    return held
