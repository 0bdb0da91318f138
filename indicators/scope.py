"""What a question may see: everything, one area with all below it, or one hub. Set from the session, never from inputs.

The scope is the connection, not a filter: `indicators.warehouse.snapshot()` hands out a cursor on which every table is
a view of the same name that holds the rows of the scope (scope_tables.toml), so no query can forget it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar, Token
from dataclasses import dataclass

from indicators.few_people import noticing


@dataclass(frozen=True)
class Scope:
    """An area code or a hub id; neither means everything."""

    area: str | None = None
    hub: str | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self.area is None and self.hub is None

    @property
    def key(self) -> str:
        """What tells answers for different scopes apart in a cache."""
        if self.hub is not None:
            return f"hub:{self.hub}"
        return f"area:{self.area}" if self.area is not None else ""


EVERYTHING = Scope()
_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


class ScopeMissingError(RuntimeError):
    """Records were asked for without saying for whom: a fault of ours, answered with nothing."""


@dataclass
class _Rule:
    """Whether every question of this process must say its scope."""

    is_required: bool = False


_rule = _Rule()


def require(is_required: bool = True) -> None:
    """From now on a question without a scope is refused: for servers that people log in to."""
    _rule.is_required = is_required


def current() -> Scope:
    """The scope of this question. Raises ScopeMissingError where one must be named and none was."""
    scope = _scope.get()
    if scope is not None:
        return scope
    if _rule.is_required:
        raise ScopeMissingError("no scope was set for this question")
    return EVERYTHING


def set_scope(scope: Scope | None) -> Token:
    """The scope of the request of this thread; give the token to `forget` when it is answered."""
    return _scope.set(scope)


def forget(token: Token) -> None:
    """The request is over."""
    _scope.reset(token)


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    """Questions inside see this scope. Widening it is for `indicators.published` and for tests alone.

    What is hidden of another scope is noticed inside alone: a reason of its rows is none of who asked outside.
    """
    outer, token = _scope.get(), _scope.set(scope)
    try:
        with nullcontext() if outer in (None, scope) else noticing():
            yield
    finally:
        _scope.reset(token)
