"""What happened in the years of a picture: office programs draw no dotted lines, so a report tells it in words."""

from __future__ import annotations

import re

from components.behind import Frame, kept
from reports.content import Words

TOLD = re.compile(r"事件：(?P<events>[^\n]*?)。?$")
NUMBER = re.compile(r"^(?:[①-⑳]|\(\d+\))+ ?")


def without_events(words: str) -> str:
    """A foot or a summary without the events at its end."""
    return TOLD.sub("", words).rstrip(" ；")


def happened(parts: object) -> list[Words]:
    """The events of all pictures among the parts, each once, by date; nothing when there are none."""
    told = [found["events"] for one in kept(parts) if isinstance(one, Frame) and (found := TOLD.search(one.foot))]
    events = {NUMBER.sub("", event).strip() for events in told for event in events.split("；")}
    return [Words("这些年的大事", tuple(f"{event}。" for event in sorted(events)), is_list=True)] if events else []
