"""What went wrong with a delivery, in words for the person who can put it right."""

from __future__ import annotations

from dataclasses import asdict, dataclass

REFUSED = "拒收"
WARNING = "警告"
HINT = "提示"
"""For the reader's knowledge only: nothing need be changed."""


class DeliveryError(Exception):
    """A file or sheet that cannot be taken in; `message` and `hint` are Chinese, `rule` a code of the catalogue."""

    def __init__(self, message: str, hint: str = "", rule: str = "") -> None:
        super().__init__(f"{message}{hint}")
        self.message = message
        self.hint = hint
        self.rule = rule


class RecordFileError(Exception):
    """A record type file of ours that contradicts itself; only a developer ever sees it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding in a cell, row (`row` set) or file (`row` None); `column` and `found` as the clerk wrote them."""

    row: int | None
    column: str
    found: str
    rule: str
    severity: str
    message: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)
