"""Where things stand on a slide of 16:9, in points: head above, source below, the room between them."""

from __future__ import annotations

from dataclasses import dataclass

from reports.measure import LINE, lines
from reports.powerpoint.text import Box

WIDTH, HEIGHT = 960.0, 540.0
LEFT, ROOM = 44.0, 872.0
KICKER_TOP, TITLE_TOP, BODY_END = 24.0, 42.0, 504.0
FOOTER_TOP = 513.0
TITLE_SIZES = (24, 22, 20, 18)
SMALL, KICKER = 11.0, 12.0
FOOT = 10.0


@dataclass(frozen=True)
class Head:
    """What stands above and below the content of a slide."""

    kicker: str
    title: str
    subtitle: str = ""
    foot: str = ""


@dataclass(frozen=True)
class Frame:
    """The places of one slide."""

    title_size: float
    title: Box
    subtitle: Box
    body: Box
    foot: Box


def fits_title(words: str) -> bool:
    """Whether the words can be a title of at most two lines."""
    return lines(words, TITLE_SIZES[2], ROOM) <= 2


def frame_of(head: Head) -> Frame:
    """The places for this head: a long title gets smaller letters, a long source more lines."""
    size = next((one for one in TITLE_SIZES if lines(head.title, one, ROOM) <= 2), TITLE_SIZES[-1])
    title = Box(LEFT, TITLE_TOP, ROOM, lines(head.title, size, ROOM) * size * LINE + 2)
    top = title.top + title.height + 2
    subtitle = Box(LEFT, top, ROOM, lines(head.subtitle, SMALL, ROOM) * SMALL * LINE if head.subtitle else 0)
    body_top = subtitle.top + subtitle.height + 10
    high = lines(head.foot, FOOT, ROOM) * FOOT * LINE if head.foot else 0
    foot = Box(LEFT, BODY_END - high, ROOM, high)
    body = Box(LEFT, body_top, ROOM, foot.top - body_top - (8 if high else 0))
    return Frame(size, title, subtitle, body, foot)
