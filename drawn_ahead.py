"""`python -m drawn_ahead <file of a build> <seconds>`: draws what was asked lately of a build nobody is shown yet.

Started by the publisher (etl/ahead.py) before the new build is pointed to, so that every process of the server finds
its finished bodies there. Each question is asked as its kind of person asked it: same role, same scope, no name. It
ends after the given seconds, and with the publisher. Prints one JSON document: {asked, drawn, seconds}.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import zip_longest
from pathlib import Path

from asked_lately import Question, told_lately

LATER = 10
"""The server and whoever loads go first; on a machine that is busy with other things it still gets its tenth (at 19,
the last of all, 8 of 98 pages were drawn in half a minute)."""


def main(file: Path, seconds: float) -> int:
    """Draw until everything is drawn or the time is over; 0."""
    begun = time.monotonic()
    if hasattr(os, "nice"):
        os.nice(max(0, LATER - os.nice(0)))  # whoever loads, and begins this, is polite already
    about, questions = asked_of(file.parent)
    drawn = 0
    if questions:
        os.environ.update(about)
        drawn = draw(file, about, questions, begun + seconds)
    took = round(time.monotonic() - begun, 1)
    sys.stdout.write(json.dumps({"asked": len(questions), "drawn": drawn, "seconds": took}))
    return 0


def asked_of(warehouse: Path) -> tuple[dict[str, str], list[Question]]:
    """What most questions rest on, and these questions: of each kind of person in turn the most asked of those left,
    so that one who asks for many addresses crowds out nobody else's. Servers of other settings are left out."""
    groups: dict[str, Counter[Question]] = {}
    for told in told_lately(warehouse):
        times = groups.setdefault(json.dumps(told.about, sort_keys=True), Counter())
        for question, (count, _) in told.asked.items():
            times[question] += count
    if not groups:
        return {}, []
    about = max(groups, key=lambda one: groups[one].total())
    kinds: dict[tuple, list[Question]] = {}
    for question, _ in groups[about].most_common():
        kinds.setdefault(question.kind, []).append(question)
    return json.loads(about), [one for turn in zip_longest(*kinds.values()) for one in turn if one]


def draw(file: Path, about: dict[str, str], questions: list[Question], until: float) -> int:
    """How many were drawn. Nothing is where the program is not the one that was asked."""
    import app  # noqa: F401 - here: the settings are set, and it knows the pages
    from components import kept_answers, kept_files
    from components.router import draw_ahead
    from indicators.scope import EVERYTHING
    from indicators.warehouse import opened_apart

    if kept_answers.about() != about:
        return 0
    kept_files.share()
    parent, drawn = os.getppid(), 0
    with opened_apart(file, {}, EVERYTHING):
        for question in questions:
            if time.monotonic() >= until or os.getppid() != parent:
                break
            with suppress(ValueError), asking(question):
                drawn += draw_ahead(question.path, question.search)
    return drawn


@contextmanager
def asking(question: Question) -> Iterator[None]:
    """Inside, somebody of this kind asks; the role must be one there is (ValueError)."""
    from access import present
    from access.roles import Person, Role
    from indicators.scope import Scope, within

    kind = Person("", Role(question.role), question.area, question.hub) if question.role else None
    was_required = present.is_required()
    present.require(question.is_required)
    token = present.set_person(kind)
    try:
        with within(Scope(area=question.area, hub=question.hub)):
            yield
    finally:
        present.forget(token)
        present.require(was_required)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2])))
