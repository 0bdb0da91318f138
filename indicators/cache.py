"""A bounded memory of answers, least recently used first out."""

import threading
from collections import OrderedDict
from typing import Any


class Cache:
    """Keeps answers until their weights add up to more than `limit`; safe between threads."""

    def __init__(self, limit: int):
        self.limit = limit
        self.total = 0
        self.kept: OrderedDict[Any, tuple[Any, int]] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Any) -> Any | None:
        """The answer kept under `key`, or None."""
        with self.lock:
            if key not in self.kept:
                return None
            self.kept.move_to_end(key)
            return self.kept[key][0]

    def put(self, key: Any, answer: Any, weight: int = 1) -> None:
        """Keep `answer`; forget the longest unused ones when there is no room."""
        with self.lock:
            self.total -= self.kept.pop(key, (None, 0))[1]
            if weight > self.limit:
                return
            self.kept[key] = (answer, weight)
            self.total += weight
            while self.total > self.limit:
                self.total -= self.kept.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forget everything."""
        with self.lock:
            self.kept.clear()
            self.total = 0
