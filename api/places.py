"""Places at which files are made and sent, and JSON is answered to programs: so few at once in one process that the
pages of people always find a thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import BoundedSemaphore, Lock, Semaphore
from time import monotonic
from urllib.parse import urlsplit

from flask import Blueprint, g, request

from access import present
from api.answers import ApiError
from exports.child import BUSY
from settings import settings

PATIENCE = 60  # seconds to wait for a place
AT_ONCE = max(1, settings().threads // 2)
MAKING = BoundedSemaphore(AT_ONCE)
WAITING = Semaphore(max(0, settings().threads - AT_ONCE - 1))  # whoever waits keeps a thread too; one stays free
MOST = max(1, settings().threads - 1)  # threads that files and programs hold together before a program is put off
MOST_OF_ONE = 2  # files of one person: one at work and one that waits for it, so that others find a place too
YOURS = ("您已有文件在生成", "请等它生成、下载完再要下一个；一个接一个地要不会遇到。")
CROWDED = ("正在回答的请求太多", "请等一秒再问；一个接一个地问不会遇到。")
SOON, LATER = 1, 30  # seconds after which asking again makes sense


class Threads:
    """How many threads files and answers to programs hold in this process."""

    def __init__(self) -> None:
        self.held = 0
        self.lock = Lock()

    @contextmanager
    def one(self, most: int | None = None) -> Iterator[None]:
        """Hold one more; 503 in words when `most` are held already."""
        with self.lock:
            if most is not None and self.held >= most:
                raise ApiError(503, *CROWDED, wait=SOON)
            self.held += 1
        try:
            yield
        finally:
            with self.lock:
                self.held -= 1


class Shares:
    """Whose files are at work or wait in this process: those of one person one after the other."""

    def __init__(self) -> None:
        self.files: Counter[str] = Counter()
        self.turns: dict[str, BoundedSemaphore] = {}
        self.lock = Lock()

    @contextmanager
    def turn(self, name: str) -> Iterator[BoundedSemaphore]:
        """What the files of this person take in turns; 503 in words when one more is more than a share."""
        with self.lock:
            if self.files[name] >= MOST_OF_ONE:
                raise ApiError(503, *YOURS, wait=LATER)
            self.files[name] += 1
            turn = self.turns.setdefault(name, BoundedSemaphore(1))
        try:
            yield turn
        finally:
            with self.lock:
                self.files[name] -= 1
                if not self.files[name]:
                    del self.files[name], self.turns[name]


THREADS = Threads()
SHARES = Shares()


def place() -> ExitStack:
    """A place, given back when it is closed; 503 in words when as many wait as may, or none became free in time.
    Each person has a share of them; where there are no accounts there is one person, who has all."""
    with ExitStack() as held:
        held.enter_context(THREADS.one())
        gates = [(MAKING, BUSY)]
        if present.person() is not None:
            gates.insert(0, (held.enter_context(SHARES.turn(present.name())), YOURS))
        _pass(gates, held)
        return held.pop_all()


def _pass(gates: list[tuple[BoundedSemaphore, tuple[str, str]]], held: ExitStack) -> None:
    """Through each gate, which `held` opens again; who finds one closed waits, else 503 in the words beside it."""
    until = 0.0
    with ExitStack() as waiting:
        for gate, words in gates:
            if not gate.acquire(blocking=False):
                if not until:
                    if not WAITING.acquire(blocking=False):
                        raise ApiError(503, *words, wait=LATER)
                    waiting.callback(WAITING.release)
                    until = monotonic() + PATIENCE
                if not gate.acquire(timeout=max(0.0, until - monotonic())):
                    raise ApiError(503, *words, wait=LATER)
            held.callback(gate.release)


def few_at_once(blueprint: Blueprint) -> None:
    """JSON that programs ask for under these addresses is answered to few at once, the others are put off at once:
    whoever waited would keep a thread. What our own pages fetch is never put off; files have places of their own."""
    blueprint.before_request(_take)
    blueprint.teardown_request(_give_back)


def _take() -> None:
    if request.args.get("format") in (None, "", "json") and not _is_from_a_page():
        g.answering = ExitStack()
        g.answering.enter_context(THREADS.one(MOST))


def _give_back(_fault: BaseException | None) -> None:
    if "answering" in g:
        g.answering.close()


def _is_from_a_page() -> bool:
    """Whether a page of this product fetches this: browsers name it (Referrer-Policy: same-origin), programs do not."""
    return urlsplit(request.referrer or "").netloc == request.host
