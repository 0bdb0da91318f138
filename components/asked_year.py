"""What a page about one year at one place was asked: the choices every such page has."""

from __future__ import annotations

from dataclasses import dataclass

from components.moment import Moment
from components.place import Place
from components.state import State


@dataclass(frozen=True)
class AskedOfYear:
    """What the reader chose, understood once."""

    state: State
    place: Place
    moment: Moment

    @property
    def area(self) -> dict[str, str]:
        """The area as a choice; nothing for the whole of the data."""
        return {"area": self.place.code} if self.place.code else {}

    @property
    def year(self) -> dict[str, str]:
        """The year as a choice."""
        return {"year": str(self.moment.year)}

    @property
    def last_year(self) -> dict[str, str]:
        """The year before as a choice."""
        return {"year": str(self.moment.year - 1)}
