"""A report as files: which kinds there are, what they are called, and that a folder never holds half of one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from reports.content import Report

TITLE = "年度成效报告"
MARK = "演示数据"
UNSAFE = str.maketrans('/\\:*?"<>|\r\n\t', "／＼：＊？”＜＞｜   ")
LONGEST = 60  # letters of the subject in a name: systems allow 255 bytes for all of it


class ReportError(Exception):
    """A report that cannot be made, in words; `hint` says what to do, `status` is for HTTP."""

    def __init__(self, message: str, hint: str = "", status: int = 400) -> None:
        super().__init__(f"{message}{hint}")
        self.message = message
        self.hint = hint
        self.status = status


@dataclass(frozen=True)
class Format:
    """One kind of file: its ending, its name for people, its type on the net, and the module and function of it."""

    ending: str
    words: str
    media_type: str
    module: str
    function: str

    def writer(self) -> Callable[[Report, BinaryIO], None]:
        """What writes it; its libraries are loaded when first asked for."""
        return getattr(import_module(self.module), self.function)


_OFFICE = "application/vnd.openxmlformats-officedocument"
SLIDES = "presentationml.presentation"
FORMATS = {
    one.ending: one
    for one in (
        Format("docx", "Word", f"{_OFFICE}.wordprocessingml.document", "reports.word.document", "write_docx"),
        Format("pptx", "PowerPoint", f"{_OFFICE}.{SLIDES}", "reports.powerpoint.document", "write_pptx"),
        Format("xlsx", "Excel", f"{_OFFICE}.spreadsheetml.sheet", "reports.excel.document", "write_xlsx"),
    )
}


def formats_named(words: Iterable[str]) -> list[Format]:
    """The kinds asked for by their endings, each once; ReportError for one there is not."""
    asked = list(dict.fromkeys(part.strip().lower() for word in words for part in word.split(",") if part.strip()))
    unknown = [one for one in asked if one not in FORMATS]
    if unknown or not asked:
        raise ReportError(f"没有这种格式：{'、'.join(unknown) or '（空）'}。", f"可以写 {'、'.join(FORMATS)}。")
    return [FORMATS[one] for one in asked]


def file_name(report: Report, ending: str) -> str:
    """What a file of the report is called; 演示数据 stands at the end where it is one."""
    marks = [MARK] if report.is_demonstration else []
    parts = [report.subject[:LONGEST], report.period, TITLE, *marks]
    return f"{''.join(filter(str.isprintable, '_'.join(filter(None, parts)).translate(UNSAFE)))}.{ending}"


def file_bytes(report: Report, kind: Format) -> bytes:
    """The report as one file; the same report gives the same bytes."""
    target = BytesIO()
    kind.writer()(report, target)
    return target.getvalue()


def put(folder: Path, name: str, content: bytes) -> Path:
    """Write a file under its final name in one step: whoever looks finds the whole file or none."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    fresh = path.with_name(f".{os.getpid()}.part")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    return path
