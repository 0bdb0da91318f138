"""Real workbooks and text files, spoilt at random: a refusal in Chinese or tables, never a crash, a hang or a loss."""

from __future__ import annotations

import io
import random
import re
import tempfile
import zipfile
from pathlib import Path

import pytest

from etl.errors import DeliveryError
from etl.extract import read_tables
from etl.judging.wide import take_apart
from etl.validate import recognise, validate
from tests.badinput.loading import Desk, good

ACTIVITIES = good("activities").more(20)
_CHINESE = re.compile("[\u4e00-\u9fff]")
FORMS = ("csv", "xlsx", "xls", "ods")
SHORT, LONG = 12, 400


def _flip(content: bytes, chance: random.Random) -> bytes:
    """A few bytes changed."""
    spoilt = bytearray(content)
    for _ in range(chance.choice([1, 3, 20])):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _leave_out(content: bytes, chance: random.Random) -> bytes:
    """A piece from the middle gone."""
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randrange(1, 400) :]


def _double(content: bytes, chance: random.Random) -> bytes:
    """A piece from the middle there twice."""
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randrange(1, 400)]
    return content[:start] + piece + content[start:]


def _within(content: bytes, chance: random.Random) -> bytes:
    """A zip archive sound in itself, with one member spoilt, gone, or taken for another."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    name, other = chance.choice(list(members)), chance.choice(list(members))
    change = chance.choice([_flip, _cut, _leave_out, _double, None, "swap", "bomb"])
    if change is None:
        del members[name]
    elif change == "swap":
        members[name], members[other] = members[other], members[name]
    elif change == "bomb":
        members[name] = members[name].replace(b"<", b'<!DOCTYPE x [<!ENTITY a "&a;&a;">]><', 1)
    else:
        members[name] = change(members[name], chance) if members[name] else b"\0"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for member, data in members.items():
            new.writestr(member, data)
    return made.getvalue()


def spoilt(content: bytes, form: str, chance: random.Random) -> bytes:
    ways = [_flip, _cut, _leave_out, _double]
    return chance.choice([*ways, *[_within] * 4] if form in ("xlsx", "ods") else ways)(content, chance)


def refused_or_whole(path: Path) -> str:
    """Reads and judges the file: “refused”, or “read” when every row of every table is accounted for."""
    try:
        tables = [part for table in read_tables(path) for part in take_apart(table)]
    except DeliveryError as fault:
        assert fault.rule and _CHINESE.search(fault.message) and _CHINESE.search(fault.hint), fault
        return "refused"
    for table in tables:
        first = table.header_row
        seen = {*table.row_numbers, *(number for number, _ in table.skipped), first}
        if not table.part:
            assert seen >= set(range(first, max(seen) + 1)), "every row is read or skipped"
        try:
            outcome = validate(table, recognise(table))
        except DeliveryError:
            continue
        assert len(outcome.rows) + len(outcome.rejected) + outcome.duplicates == len(table.rows)
    return "read"


def _try_many(folder: Path, form: str, count: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(folder)
    sound = getattr(desk, form)(f"活动.{form}", ACTIVITIES).read_bytes()
    (folder / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "temporary"))
    chance = random.Random(f"{seed}{form}")
    found = {"refused": 0, "read": 0}
    for number in range(count):
        content = spoilt(sound, form, chance)
        path = desk.raw(f"活动{number}.{form}", content)
        found[refused_or_whole(path)] += 1
        path.unlink()
    assert sum(found.values()) == count and found["refused"], found
    left = set(folder.glob("temporary/*"))
    assert not left, "no temporary file outlives its reading"


@pytest.mark.parametrize("form", FORMS)
def test_spoilt_files_are_refused_or_read_whole(tmp_path, small_reference, monkeypatch, form):
    _try_many(tmp_path, form, SHORT, 1, monkeypatch)


@pytest.mark.soak
@pytest.mark.parametrize("form", FORMS)
def test_hundreds_of_spoilt_files_are_refused_or_read_whole(tmp_path, small_reference, monkeypatch, form):
    _try_many(tmp_path, form, LONG, 20160601, monkeypatch)
