"""What one of the portions of a full build knows of the others."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Portion:
    """One of the portions of a full build: facts grow at their end, and what is computed of them waits for the last.

    `disordered` are the facts that do not lie in order; `moved` those that are not what the tables of them were made
    of, and the tables that wait and are no longer what they would be.
    """

    is_last: bool = False
    disordered: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
