"""Cursors of one opened file: a new one for who sees everything, one out of a small pool for a scope.

A new cursor of a scope takes tens of milliseconds, a kept one none: each scope keeps its own, whoever else asks, as
how long an answer takes would otherwise tell how many others asked since.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import duckdb

from indicators.scope import Scope
from indicators.scope_views import Known, narrow

MOST_SCOPES = 256  # scopes with a cursor, 0.7 MB each: more than ask one process; the longest unused goes first
MOST_KNOWN = 4096  # scopes of which it is known what took reading every table
MOST_IDLE = 4  # cursors kept for one scope: as many as a server process has threads
SPARE = 600.0  # seconds after which all but one of them are not used again


class Cursors:
    """Hands out cursors on one connection; those of a scope keep their views and are used again."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.idle: OrderedDict[str, list[tuple[duckdb.DuckDBPyConnection, float]]] = OrderedDict()
        """By scope its cursors, and when they were given back."""
        self.known: OrderedDict[str, Known] = OrderedDict()
        self.is_closed = False
        self.lock = threading.Lock()

    @cached_property
    def catalog(self) -> str:
        """What DuckDB calls the opened file."""
        return self.connection.cursor().execute("SELECT current_database()").fetchall()[0][0]

    @contextmanager
    def taken(self, scope: Scope) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that sees the scope, of nobody else until it is given back.

        One whose question did not end in peace is not used again: rows nobody fetched may still hang on it.
        """
        cursor = self._take(scope)
        is_sound = True
        try:
            yield cursor
        except BaseException:
            is_sound = False
            raise
        finally:
            self._give(scope, cursor) if is_sound else cursor.close()

    def close(self) -> None:
        """Keep none from now on."""
        with self.lock:
            self.is_closed = True
            kept = [cursor for cursors in self.idle.values() for cursor, _ in cursors]
            self.idle.clear()
        for cursor in kept:
            cursor.close()

    def _take(self, scope: Scope) -> duckdb.DuckDBPyConnection:
        if scope.is_everything:
            return self.connection.cursor()
        if cursor := self._kept(scope):
            return cursor
        cursor = self.connection.cursor()
        try:
            self._remember(scope, narrow(cursor, self.catalog, scope, self.known.get(scope.key)))
        except BaseException:
            cursor.close()
            raise
        return cursor

    def _kept(self, scope: Scope) -> duckdb.DuckDBPyConnection | None:
        """One that was given back; of several the latest, unless it lay about too long."""
        taken, forgotten = None, []
        with self.lock:
            kept = self.idle.get(scope.key)
            if kept:
                self.idle.move_to_end(scope.key)
                forgotten = _spare(kept)
                taken = kept.pop()[0]
        for one in forgotten:
            one.close()
        return taken

    def _remember(self, scope: Scope, known: Known) -> None:
        with self.lock:
            self.known[scope.key] = known
            self.known.move_to_end(scope.key)
            while len(self.known) > MOST_KNOWN:
                self.known.popitem(last=False)

    def _give(self, scope: Scope, cursor: duckdb.DuckDBPyConnection) -> None:
        forgotten: list[duckdb.DuckDBPyConnection] = []
        cursor.abort()  # rows that nobody fetched would stop the next question
        with self.lock:
            if scope.is_everything or self.is_closed or len(self.idle.get(scope.key, ())) >= MOST_IDLE:
                forgotten.append(cursor)
            else:
                kept = self.idle.setdefault(scope.key, [])
                kept.append((cursor, time.monotonic()))
                self.idle.move_to_end(scope.key)
                if len(kept) > 1:  # more than one at once is seldom: then those of all are looked through
                    forgotten += [one for some in self.idle.values() for one in _spare(some)]
                while len(self.idle) > MOST_SCOPES:
                    forgotten += [one for one, _ in self.idle.popitem(last=False)[1]]
        for one in forgotten:
            one.close()


def _spare(kept: list[tuple[duckdb.DuckDBPyConnection, float]]) -> list[duckdb.DuckDBPyConnection]:
    """Takes those that lay about too long from the cursors of a scope, but for the first."""
    limit = time.monotonic() - SPARE
    gone = [one for one, since in kept[1:] if since < limit]
    kept[1:] = [(one, since) for one, since in kept[1:] if since >= limit]
    return gone
