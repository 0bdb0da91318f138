"""定稿: keep a report as it is today, hand it out byte for byte later, and tell what today's numbers say instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from access import present
from indicators import scope
from indicators.errors import ChoiceError, NoWarehouse, OutdatedWarehouse
from indicators.few_people import smallest
from indicators.warehouse import Snapshot, opened_apart, snapshot
from reports.content import Report
from reports.differences import Difference, differences
from reports.files import FORMATS, ReportError, file_bytes, file_name
from reports.frozen import store
from reports.frozen.owners import listed, refuse_foreign
from reports.frozen.store import Frozen, FrozenFile
from reports.kept_json import fingerprint, from_text, to_text
from reports.orders import Order

LONGEST_NOTE = 200
PERSONAL = re.compile(r"(?:\d[\s\-.·]*){11}")  # as many digits as a telephone or identity number has
READ_LIMITS = {"memory_limit": "600MB", "threads": "2"}
Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Reproduced:
    """What became of producing a frozen report again.

    `files` are the frozen bytes by name. `rewritten` says of each ending whether writing the kept content again gives
    the same bytes. `recalculated` are the differences of calculating it again from the kept build; None when that
    could not be done, with the reason in `why_not`.
    """

    frozen: Frozen
    files: Mapping[str, bytes]
    rewritten: Mapping[str, bool]
    recalculated: tuple[Difference, ...] | None
    why_not: str = ""


def freeze(order: Order, by: str = "", why: str = "", told: Told = lambda *_: None) -> tuple[Frozen, bool]:
    """Keep the report as it is now; the record, and whether it is new.

    What was frozen before stays: another freeze is another version. When nothing differs from the last version of the
    same report, there is no new one and the last is given.
    """
    refuse_foreign(order)
    by, why = _note(by, "谁定稿"), _note(why, "说明")
    if account := present.name():
        by = f"{by}（{account}）" if by else account
    with snapshot() as taken:
        told("计算报告", 0, len(FORMATS) + 1)
        report = order.make()
        files = {}
        for place, kind in enumerate(FORMATS.values(), 1):
            told(f"写 {kind.words}", place, len(FORMATS) + 1)
            files[kind.ending] = file_bytes(report, kind)
        told("保存", len(FORMATS) + 1, len(FORMATS) + 1)
        return _kept(order, report, files, by, why, taken)


def _kept(
    order: Order, report: Report, files: Mapping[str, bytes], by: str, why: str, taken: Snapshot
) -> tuple[Frozen, bool]:
    folder = store.folder_of(taken)
    named = {file_name(report, ending): content for ending, content in files.items()}
    kept = tuple(
        FrozenFile(name.rpartition(".")[2], name, sha256(content).hexdigest(), len(content))
        for name, content in named.items()
    )
    with store.alone(folder):
        same = [one for one in listed(folder) if one.is_about(order.kind, order.key, order.year, order.choices)]
        print_now = fingerprint(report)
        sees = (scope.current().key, smallest())
        last = next((one for one in same if (one.within, one.smallest) == sees), None)
        if last and last.fingerprint == print_now and last.files == kept:
            return last, False
        store.require_room(folder, taken.build, present.name())
        store.drop_unnamed(folder)
        one = Frozen(
            id="", kind=order.kind, key=order.key, year=order.year, choices=dict(order.choices),
            version=max((one.version for one in same), default=0) + 1, subject=report.subject, period=report.period,
            choices_in_words=report.choices_in_words, at=datetime.now(UTC).isoformat(timespec="seconds"), by=by,
            why=why, build=taken.build, database_sha256=store.keep_database(folder, taken),
            data_date=report.data_date.isoformat(), is_demonstration=report.is_demonstration, address=report.address,
            fingerprint=print_now, files=kept, account=present.name(), within=sees[0], smallest=sees[1],
        )  # fmt: skip
        return store.keep(folder, one, to_text(report), named), True


def frozen_file(folder: Path, number: str, ending: str) -> tuple[FrozenFile, bytes]:
    """A file of a frozen report, exactly as it was; one that was damaged is written again if that gives the same."""
    one = store.found(folder, number)
    file = one.file(ending)
    content = store.kept_bytes(folder, one, file)
    if content is None:
        content = file_bytes(frozen_report(folder, one), FORMATS[ending])
    if sha256(content).hexdigest() != file.sha256:
        raise ReportError(
            f"第 {one.id} 号定稿的 {ending} 文件不见了或被改动过。", "请从备份恢复；内容和其他文件不受影响。", 500
        )
    return file, content


def now_different(folder: Path, one: Frozen) -> list[Difference]:
    """Where today's numbers say something else than the frozen ones; ChoiceError when today has no such report."""
    with snapshot() as taken:
        return list(_compared(folder, one.id, taken.build, (scope.current().key, smallest())))


@lru_cache(maxsize=64)
def _compared(folder: Path, number: str, _build: str, _sees: tuple[str, int]) -> tuple[Difference, ...]:
    one = store.found(folder, number)
    return tuple(differences(frozen_report(folder, one), _order(one).make()))


def reproduce(folder: Path, number: str) -> Reproduced:
    """Produce a frozen report again: its files, and whether the kept content and the kept build still give them."""
    one = store.found(folder, number)
    content = frozen_report(folder, one)
    files = {file.name: frozen_file(folder, number, file.ending)[1] for file in one.files}
    rewritten = {file.ending: file_bytes(content, FORMATS[file.ending]) == files[file.name] for file in one.files}
    path = store.database(folder, one.build)
    if not path.is_file() or store.sum_of(path) != one.database_sha256:
        return Reproduced(one, files, rewritten, None, "留存的数据库不见了或被改动过，请从备份恢复。")
    try:
        with opened_apart(path, READ_LIMITS):
            again = _order(one).make()
    except OutdatedWarehouse:
        return Reproduced(one, files, rewritten, None, "程序更新过，读不了当时的数据库；文件照原样给出。")
    except (NoWarehouse, ChoiceError) as fault:
        return Reproduced(one, files, rewritten, None, fault.message)
    return Reproduced(one, files, rewritten, tuple(differences(content, again)))


def frozen_report(folder: Path, one: Frozen) -> Report:
    """What a frozen report says; ReportError when somebody has changed it since."""
    text = store.content_text(folder, one)
    if sha256(text.encode("utf-8")).hexdigest() != one.fingerprint:
        raise ReportError(f"第 {one.id} 号定稿的内容被改动过。", "请从备份恢复它的文件夹。", 500)
    return from_text(text)


def _order(one: Frozen) -> Order:
    return Order(one.kind, one.key, one.year, one.choices)


def _note(text: str, what: str) -> str:
    """A note in one line, without personal numbers: it stands in the record and on the page."""
    words = " ".join(text.split())
    if len(words) > LONGEST_NOTE or not words.isprintable():
        raise ReportError(f"“{what}”写得太长，或含有看不见的字符。", f"请用不超过 {LONGEST_NOTE} 个字写明。")
    if PERSONAL.search(words):
        raise ReportError(f"“{what}”里像是有手机号或证件号。", "请写科室或职务，不写个人号码。")
    return words
