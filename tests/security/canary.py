"""A small complete data set in which every street, every hub and every text bears a word that stands nowhere else.

Six streets in two provinces have a hub each (A to F); X are records of street B that belong to the hub of street A.
Rows are made from the record types themselves, as their templates show them, so that a new type or column is in it at
once. Whatever an answer holds can then be asked: whose is it?
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import xlsxwriter

from etl.record import Column, RecordType, record_types
from etl.run import load_paths
from etl.templates.words import example

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "reference"
PERSON = "V"
"""The letter of what is personal: nobody may ever be sent it."""
TOKEN = re.compile(r"kanari([a-fvx])", re.IGNORECASE)
HUB = re.compile(r"shukan([a-z])", re.IGNORECASE)
AMOUNT = re.compile(r"(?<![\d.])7([1-7])7\1(?:0[1-9]|[1-9]\d)\.(?:1[1-9]|[2-9]\d)(?!\d)")
"""Money of one row as it was sent; sums and rounded amounts look different."""
LETTERS = "ABCDEFX"
OF_A_PLACE = ("hubs", "population", "areas", "workforce", "targets", "assessments")
"""Records that lie where their hub or their area is: X, which has a hub elsewhere, sends none."""
WIDTHS = (2, 4, 6, 9, 12)
"""So many digits of a code tell province, city, district, street and community apart."""
ORGANIZATIONS = 6
"""As many as let a figure of one street be published."""
NASTY = {
    "E": ("'; DROP TABLE organizations; --", "' OR '1'='1", '" UNION SELECT 1 --', "=1+1", "@SUM(A1)", "-2+3"),
    "F": (
        "<script>document.title='KANARIS'</script>",
        "<img src=x onerror=\"document.title='KANARIS'\">",
        "<svg/onload=document.title='KANARIS'>",
        '"><iframe srcdoc="<script>parent.document.title=\'KANARIS\'</script>">',
        "[一](javascript:document.title='KANARIS')",
        "{{constructor.constructor('return 1')()}}",
        "</script><script>document.title='KANARIS'</script>",
        "'-document.title='KANARIS'-'",
    ),
}
"""What the texts of a street end in that would like to be more than text."""
PHONE, IDENTITY, NAME = "13911112222", "330102198001011232", "欧阳金丝雀"


@dataclass(frozen=True)
class Group:
    """Records that belong together: where they are and whose hub they have."""

    letter: str
    street: str
    hub: str

    @property
    def community(self) -> str:
        """The first community of the street."""
        return COMMUNITIES[self.street]


COMMUNITIES = {
    "330102011000": "330102011001",
    "330102001000": "330102001051",
    "330106002000": "330106002051",
    "330106004000": "",
    "430102001000": "430102001001",
    "430102002000": "430102002001",
}
STREETS = tuple(COMMUNITIES)
GROUPS = tuple(Group(letter, street, letter) for letter, street in zip("ABCDEF", STREETS, strict=True))
GROUPS += (Group("X", STREETS[1], "A"),)


def inside(area: str | None, hub: str | None) -> frozenset[str]:
    """The letters of what a scope holds."""
    if hub is not None:
        return frozenset(group.letter for group in GROUPS if f"SHUKAN{group.hub}" == hub)
    stem = next((area[:end] for end in WIDTHS if not area[end:].strip("0")), area) if area else ""
    return frozenset(group.letter for group in GROUPS if group.street.startswith(stem))


def foreign(text: str, allowed: frozenset[str]) -> set[str]:
    """What stands in a text and is not of these letters, as found; personal words are nobody's."""
    hubs = {group.hub for group in GROUPS if group.letter in allowed} | allowed
    found = {f"KANARI{one.upper()}" for one in TOKEN.findall(text) if one.upper() not in allowed}
    found |= {f"SHUKAN{one.upper()}" for one in HUB.findall(text) if one.upper() not in hubs}
    plain = text.replace(",", "")
    found |= {
        f"money of {LETTERS[int(one) - 1]}" for one in AMOUNT.findall(plain) if LETTERS[int(one) - 1] not in allowed
    }
    return found | {word for word in (PHONE, IDENTITY, NAME) if word in plain}


def own(text: str) -> set[str]:
    """The letters whose words stand in a text."""
    return {one.upper() for one in TOKEN.findall(text)}


def reference(folder: Path) -> Path:
    """The reference data with a tree of two provinces only, for builds that take a fraction of the time."""
    target = folder / "reference"
    shutil.copytree(SHIPPED, target)
    with duckdb.connect() as connection:
        streets = ",".join(f"'{street[:9]}'" for street in STREETS)
        above = ("430000000000", "430100000000", "430102000000", "350000000000", "350500000000", "350527000000")
        wanted = f"(level <= 4 AND code LIKE '33%') OR left(code, 9) IN ({streets}) OR code IN {above}"
        rows = f"SELECT * FROM read_parquet('{SHIPPED / 'areas.parquet'}') WHERE {wanted}"
        connection.execute(f"COPY ({rows}) TO '{target / 'areas.parquet'}' (FORMAT parquet)")
    return target


def publish(folder: Path) -> Path:
    """The data set, loaded by the product into `folder`/data. WUSHE_REFERENCE_DIR names the reference data."""
    files, data = folder / "files", folder / "data"
    files.mkdir(parents=True)
    paths = [_workbook(files, group) for group in GROUPS]
    said = load_paths(paths, data)
    assert not said.get("error") and said["build"], said
    assert not [entry for entry in said["deliveries"] if entry["status"] != "loaded"], said["deliveries"]
    return data


def _workbook(folder: Path, group: Group) -> Path:
    """What a street sends: a sheet of every type, a few faulty rows, a column nobody asked for."""
    path = folder / f"街道报送KANARI{group.letter}.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"}) as book:
        for record_type in record_types().values():
            if group.letter == "X" and record_type.id in OF_A_PLACE:
                continue
            sheet = book.add_worksheet(record_type.name)
            extra = (
                {"手机号": PHONE, "身份证号": IDENTITY, "负责人姓名": NAME} if record_type.id == "organizations" else {}
            )
            sheet.write_row(0, 0, [column.name for column in record_type.columns] + list(extra))
            for number, row in enumerate(rows_of(record_type, group), start=1):
                sheet.write_row(
                    number, 0, [row.get(column.id) for column in record_type.columns] + list(extra.values())
                )
    return path


def rows_of(record_type: RecordType, group: Group) -> list[dict[str, object]]:
    """The rows of one type that a group sends, the faulty ones last."""
    count = {
        "hubs": 1,
        "population": 1,
        "workforce": 1,
        "areas": 1,
        "milestones": ORGANIZATIONS,
        "ratings": ORGANIZATIONS,
        "organizations": ORGANIZATIONS,
        "volunteer_hours": ORGANIZATIONS,
        "activities": ORGANIZATIONS,
    }
    rows = [_row(record_type, group, number) for number in range(1, count.get(record_type.id, 2) + 1)]
    return rows + _faulty(record_type, group)


def _row(record_type: RecordType, group: Group, number: int) -> dict[str, object]:
    row = {column.id: _value(record_type, column, group, number) for column in record_type.columns}
    return row | _agreeing(record_type, row, group, number)


def _value(record_type: RecordType, column: Column, group: Group, number: int) -> object:
    shown = example(record_type, column)
    if column.form == "area":
        return _community(group)
    if column.id == "hub_id":
        return f"SHUKAN{group.hub}"
    if column.form == "volunteer":
        return f"ZYZ-KANARI{PERSON}{group.letter}-{number:03d}"
    if column.form in ("uscc", "clock") or column.id in ("indicator", "previous_id", "parent_id"):
        return shown
    if column.kind in ("text", "code"):
        word = column.id.removesuffix("_id").upper() if column.kind == "code" else column.name
        if column.kind == "code":
            return f"{word}KANARI{group.letter}-{number}"
        nasty = NASTY.get(group.letter, ("",))
        return (
            f"{word}KANARI{group.letter}第{number}{nasty[(number + len(column.id) + len(record_type.id)) % len(nasty)]}"
        )
    if isinstance(shown, date):
        return shown.replace(year=shown.year - number % 2)
    if column.kind == "year":
        return 2024 - number % 2
    if column.kind == "money":
        place = LETTERS.index(group.letter) + 1
        return 7070.0 + place * 1010 + (number * 7 + len(column.id)) % 90 + 1 + 0.11 + (len(record_type.id) % 80) / 100
    return shown


@cache
def _second_street() -> str:
    """The first community of the street that has none written above."""
    with duckdb.connect() as connection:
        asked = f"SELECT min(code) FROM read_parquet('{SHIPPED / 'areas.parquet'}') WHERE code LIKE ? AND level = 5"
        return connection.execute(asked, [f"{STREETS[3][:9]}%"]).fetchone()[0]


def _community(group: Group) -> str:
    return group.community or _second_street()


def _agreeing(record_type: RecordType, row: dict, group: Group, number: int) -> dict[str, object]:
    """What the rules over several cells ask of a row."""
    letter, nothing = group.letter, dict.fromkeys
    years = {"awarded_on": date(2024 - number % 2, 12, 20), "valid_until": None}
    return {
        "areas": {
            "area_code": f"{_community(group)}00{number}",
            "parent_code": _community(group),
            "name": f"第{number}网格",
        },
        "hubs": {"area_code": group.street},
        "organizations": {"uscc": None, "established_on": date(2012, number, 1), "filed_on": date(2012, number, 8)},
        "ratings": years,
        "projects": nothing(["rejected_at", "midterm_on", "closed_on", "terminated_on"]),
        "demands": {"project_id": None},
        "points": {"activity_id": None, "volunteers": None, "hours": None},
        "volunteer_hours": {"volunteers": None},
        "trainings": {"org_id": None} if number % 2 else {},
        "assessments": {"org_id": None, "assessed_on": date(row.get("year") or 2024, 12, 12)},
        "targets": {"area_code": group.street, "hub_id": None} if number == 1 else {"area_code": None},
        "honours": {"items": None},
        "population": {"year": 2024, "persons": 8600, "households": 3100},
        "workforce": {"year": 2024},
        "project_scores": {"reviewer": f"评委{number}{letter}"},
    }.get(record_type.id, {})


def _faulty(record_type: RecordType, group: Group) -> list[dict[str, object]]:
    """Rows that are kept back: a day that does not exist, an organisation nobody sent, an entry made twice."""
    if record_type.id == "activities":
        bad, waiting = _row(record_type, group, 8), _row(record_type, group, 9)
        return [
            bad | {"held_on": f"2024-02-31KANARI{group.letter}"},
            waiting | {"org_id": f"ORGKANARI{group.letter}-MISSING"},
        ]
    if record_type.id == "volunteer_hours":
        one, other = _row(record_type, group, 1), _row(record_type, group, 1)
        clock = nothing_of("started_at", "ended_at")
        return [
            one | clock | {"record_id": f"RECORDKANARI{group.letter}-{n}", "served_on": date(2024, 3, 3), "hours": h}
            for n, h, one in ((8, 2.0, one), (9, 3.0, other))
        ]
    return []


def nothing_of(*keys: str) -> dict[str, None]:
    """Empty cells."""
    return dict.fromkeys(keys)
