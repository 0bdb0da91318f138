"""Finished bodies of pages, kept as the text that travels: the same address asked again costs no drawing.

A body is kept under all that it rests on: the build, the scope and whether few people are told of (`Snapshot.key`),
the role, the day, the whole address, and whatever else the page names (`Page.rests_on`: events, frozen reports, files
of boundaries). So it is never a number old and never another person's; what is drawn for one person (top bar, menu) is
not kept. The gate has judged the request before any of this, and the rights are looked at once more here.

In a server they are kept as files too (components/kept_files.py), for its other processes and those begun anew; what is
asked is noted (asked_lately.py), so that the next build has its answers before it is shown (drawn_ahead.py).
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Hashable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from hashlib import sha256

import brotli
from dash._utils import to_json  # the very text Dash itself would send
from dash.development.base_component import Component

from access import present
from asked_lately import Question, Tally
from components import kept_files
from components.behind import Failure, kept
from components.edition import edition
from components.page import Page
from components.state import State
from components.tree import plant
from indicators import scope
from indicators.cache import Cache
from indicators.few_people import SETTING
from indicators.warehouse import Snapshot
from settings import settings

BYTES = 12_000_000  # of each of the two, in one process of the server
QUICK, USUAL = 1, 5
_bodies = Cache(limit=BYTES)
_packed = Cache(limit=BYTES)
_tally = Tally()


def key_of(page: Page, state: State, now: Snapshot) -> Hashable | None:
    """What the body of an address rests on; None where the page or this address of it is drawn anew every time."""
    further = page.rests_on(state) if page.rests_on else None
    if further is None:
        return None
    person = present.person()
    rights = (present.is_required(), person.role if person else None)
    return (*now.key, *rights, date.today(), page.path, state.inside, tuple(state.choices.items()), further)


def body_under(key: Hashable) -> str | None:
    """The kept body: the JSON of what the callback says of the page."""
    found = _bodies.get(key)
    if found is None and (found := kept_files.read(key)) is not None:
        _bodies.put(key, found, weight=len(found) + len(repr(key)))
    return None if found is None else zlib.decompress(found).decode("ascii")


def alone(key: Hashable) -> AbstractContextManager[None]:
    """Inside, nobody else draws the same body; look again whether somebody just has."""
    return kept_files.alone(key)


def body_json(parts: Sequence[Component], key: Hashable | None) -> str:
    """The JSON of a body just drawn; kept under the key, if there is one, unless a part of it could not be drawn."""
    tree, slots = plant(parts)
    text = to_json({"tree": tree, "children": slots})
    if key is not None and not any(isinstance(one, Failure) for one in kept(parts)):
        small = zlib.compress(text.encode("ascii"), QUICK)
        _bodies.put(key, small, weight=len(small) + len(repr(key)))
        kept_files.write(key, small)
    return text


def note(path: str, search: str, now: Snapshot) -> None:
    """Somebody of this kind asked for an address whose body is kept."""
    person, asked_in = present.person(), scope.current()
    role = person.role.value if person else ""
    question = Question(path, search, role, asked_in.area, asked_in.hub, present.is_required())
    if not kept_files.is_shared() or not _tally.note(question):
        return
    try:
        _tally.write(now.path.parent, about())
    except OSError as reason:
        kept_files.complain(reason)


def about() -> dict[str, str]:
    """What of the program and its settings a body rests on; whoever draws ahead has to have the same."""
    told = {name: os.environ.get(name, "") for name in ("WUSHE_REFERENCE_DIR", SETTING)}
    return told | {"WUSHE_DATA_DIR": str(settings().data_dir.expanduser().absolute()), "edition": edition()}


def answer_json(body: str, bar: Sequence[Component], entries: Sequence[Component], title: str) -> str:
    """The answer of the callback that draws a page, around a body that is JSON already."""
    around = to_json({"topbar": {"tree": plant(bar)[0]}, "menu": {"tree": plant(entries)[0]}, "title": {"data": title}})
    return f'{{"multi":true,"response":{{"page":{body},{around[1:]}}}'


def packed(text: str) -> bytes:
    """The answer as Brotli; the same text is packed once."""
    key = sha256(text.encode("ascii")).digest()
    found = _packed.get(key)
    if found is None:
        found = brotli.compress(text.encode("ascii"), quality=USUAL)
        _packed.put(key, found, weight=len(found))
    return found


def forget() -> None:
    """Keep nothing of what was drawn so far (tests)."""
    _bodies.clear()
    _packed.clear()
