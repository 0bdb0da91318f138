"""Say that the asking person did something. Where there are no accounts nothing is written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from access import audit, present
from access.store import now

NOBODY = "（未登录）"
FAILED = "没有办成"
SINGLE = 20
"""So many refusals of one account, or of all who have not come in, are written one by one in a minute and process."""


def note(action: str, what: Mapping[str, object], result: str = audit.DONE) -> None:
    """Write that the person of this request did it; AccessError when it cannot be written: then it must not be done."""
    if not present.is_required():
        return
    asking = present.person()
    name, role = (asking.name, asking.role.value) if asking else (NOBODY, "")
    audit.record(name, role, action, what, result)


@contextmanager
def doing(action: str, what: Mapping[str, object]) -> Iterator[None]:
    """Write it down, then have it done; what then comes to nothing gets a second line that says so."""
    note(action, what)
    try:
        yield
    except Exception as reason:
        told = getattr(reason, "message", "") or type(reason).__name__
        note(action, {**what, "error": told[:200]}, FAILED)
        raise


def refused(what: Mapping[str, object]) -> None:
    """Write that a request was refused. Who asks again and again fills no disk: the rest of a minute is one number."""
    if not present.is_required():
        return
    asking = present.person()
    name, role = (asking.name, asking.role.value) if asking else (NOBODY, "")
    _refused(name, role, "拒绝", what)


def login_refused(name: str, what: Mapping[str, object]) -> None:
    """The same of somebody who did not get in; `name` is that of an account, or one for all names that are none."""
    _refused(name, "", "登录", what)


def _refused(name: str, role: str, action: str, what: Mapping[str, object]) -> None:
    counted = _counts.count(f"{action} {name}")
    if counted.left_out:
        more = {"times": counted.left_out, "minute": counted.minute, "more": "同一分钟里另外的拒绝"}
        audit.record(name, role, action, more, audit.REFUSED)
    if counted.is_single:
        audit.record(name, role, action, what, audit.REFUSED)


@dataclass(frozen=True)
class _Counted:
    """Whether this one is written by itself, and how many of the last minute were not."""

    is_single: bool
    left_out: int
    minute: str


@dataclass
class _Counts:
    """Refusals of this minute by name."""

    minute: str = ""
    times: dict[str, int] = field(default_factory=dict)
    before: dict[str, tuple[int, str]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def count(self, name: str) -> _Counted:
        """Count one refusal; what was left out of an earlier minute is told with the next that is written."""
        minute = f"{now():%Y-%m-%dT%H:%MZ}"
        with self.lock:
            if minute != self.minute:
                for one, times in self.times.items():
                    if times > SINGLE:
                        left, since = self.before.get(one, (0, self.minute))
                        self.before[one] = (left + times - SINGLE, since)
                self.minute, self.times = minute, {}
            self.times[name] = self.times.get(name, 0) + 1
            is_single = self.times[name] <= SINGLE
            left_out, since = self.before.pop(name, (0, "")) if is_single else (0, "")
        return _Counted(is_single, left_out, since)


_counts = _Counts()
