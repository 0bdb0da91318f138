"""A list of which only the beginning is at hand: nobody reads a hundred thousand names; how many there are is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any


class LongList(Sequence):
    """The first `held` of `total` things: its length is the total, what is read of it are those at hand.

    What is `made` of each is made when it is read.
    """

    def __init__(self, held: Sequence[Any], total: int | None = None, made: Callable[[Any], Any] | None = None) -> None:
        self.held = held
        self.total = len(held) if total is None else total
        self.made = made or (lambda one: one)

    def __len__(self) -> int:
        return self.total

    def __iter__(self) -> Iterator[Any]:
        return map(self.made, self.held)

    def __getitem__(self, place: int | slice) -> Any:
        found = self.held[place]
        return list(map(self.made, found)) if isinstance(place, slice) else self.made(found)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(other) == self.total and list(other) == list(self)

    __hash__ = None

    def each(self, made: Callable[[Any], Any]) -> LongList:
        """The list of what is made of each."""
        return LongList(self.held, self.total, lambda one: made(self.made(one)))


def alike(rows: list[dict], is_reported: bool) -> LongList:
    """The rows of the question blind_spots that are reported, or that are not."""
    held = [row for row in rows if row["reported"] is is_reported]
    return LongList(held, held[0]["alike"] if held else 0)
