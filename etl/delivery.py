"""One file to load, and what became of one of its tables."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from etl.errors import HINT, REFUSED, WARNING, DeliveryError, Problem
from etl.lake import Manifest
from etl.normalise.personal import mask_personal
from etl.record import RecordType
from etl.validate import Validated

_UNSAFE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069/\\\\]")


@dataclass(frozen=True)
class Request:
    """One file to load and what its sender declares about it (over what the file's own title says)."""

    path: Path
    area: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    mode: str = "增量"


@dataclass
class Delivery:
    """One table under one mapping: its outcome, and what the lake will store if it is taken in."""

    request: Request
    file: str
    sheet: str
    type: str = ""
    status: str = "loaded"
    manifest: Manifest | None = None
    record_type: RecordType | None = None
    validated: Validated | None = None
    messages: list[dict] = field(default_factory=list)
    rejected_messages: list[dict] = field(default_factory=list)
    sha256: str = ""

    def as_dict(self) -> dict:
        """The entry of the JSON document (interfaces.md); pending and superseded are filled in after the build."""
        manifest = self.manifest
        return {
            "delivery": manifest.delivery if manifest else None,
            "file": self.file,
            "sheet": self.sheet,
            "type": self.type or None,
            "status": self.status,
            **self._counts(),
            "pending": 0,
            "superseded": 0,
            "warnings": sum(message["severity"] == WARNING for message in self.messages),
            "messages": [*self.rejected_messages, *self.messages],
        }

    def holds(self, withdrawn: Collection[str]) -> bool:
        """Whether its rows are in the lake, or would be by a trial, and nobody withdrew them."""
        return self.manifest is not None and self.manifest.delivery not in withdrawn

    def _counts(self) -> dict[str, int]:
        """What this run did with the rows: of a delivery that was there before, every row is a duplicate."""
        names = ("rows_read", "skipped", "accepted", "rejected", "duplicates")
        counts = {name: getattr(self.manifest, name) if self.manifest else 0 for name in names}
        if self.status == "duplicate":
            counts |= {"accepted": 0, "rejected": 0, "duplicates": counts["rows_read"]}
        return counts


def refused(request: Request, fault: DeliveryError, sheet: str = "", type_id: str = "", sha256: str = "") -> Delivery:
    """A whole file or sheet sent back; what it says of headings and titles holds no personal number."""
    said = mask_personal(f"{fault.message}{fault.hint}")
    message = Problem(None, "", "", fault.rule or "文件", REFUSED, said).as_dict()
    return Delivery(request, safe_name(request.path), sheet, type_id, "rejected", messages=[message], sha256=sha256)


def safe_name(path: Path) -> str:
    """The file's name without control characters, path tricks or personal numbers; one in the old encoding is read."""
    return mask_personal(_UNSAFE.sub("", _as_text(os.fsencode(path.name))))


def _as_text(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "replace")


def odd_name(path: Path) -> list[Problem]:
    """A hint when the file is registered under another name than it came with."""
    name = safe_name(path)
    said = f"文件名含有特殊符号或个人号码，已按“{name}”登记"
    return [] if name == path.name else [Problem(None, "", name, "B031", HINT, said)]


def check_full_register(manifest: Manifest) -> None:
    """DeliveryError unless the delivery can be the whole register of an area on a day."""
    if manifest.type != "organizations":
        raise DeliveryError("全量报送只用于社会组织名录。", "其他记录请用增量报送（--mode 增量）。", "全量")
    if not manifest.area or not manifest.to_on:
        raise DeliveryError("全量报送要说明是哪个区域、截至哪一天的名录。", "请加上 --area 和 --to。", "全量")
    if manifest.rejected:
        raise DeliveryError(
            f"全量报送中有 {manifest.rejected} 行要退回，这时不能判断哪些组织已经不在名录上，整份没有入库。",
            "请先用 --mode 增量 --dry-run 查看要退回的行，改正后再报全量。", "全量",
        )  # fmt: skip
