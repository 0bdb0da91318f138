"""Targets entered on a page: each becomes a delivery of one row, taken in by the ETL like every other file.

`may_enter` is the one place that says who may; the page and its addresses both ask it.
"""

from __future__ import annotations

import csv
import io
import re
import secrets
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from access import present
from access.audited import doing
from access.roles import May
from indicators import scope
from indicators.catalog import catalog, denominators
from indicators.definition import Definition
from indicators.inside import area_is_inside, hub_is_inside, is_inside
from indicators.places import place
from indicators.warehouse import ask
from jobs import owners, starting, store, todo
from jobs.names import holds_covered_number, holds_personal_number
from jobs.store import Job

PAGE = "/targets"
COMPARISONS = ("≥", "≤")
KINDS = ("目标", "参考")
UNIVERSES = ("登记", "登记备案", "全部")
FIRST_YEAR, LAST_YEAR = 1949, 2100
LONGEST_SOURCE = 200
LARGEST = Decimal(10) ** 12
NAMES = ("指标", "区域代码", "枢纽编号", "年份", "统计口径", "人口口径", "目标值", "比较", "性质", "出处")
NOT_YOURS = "您的角色不能填目标。需要时请联系系统管理员调整账户。"
DEMONSTRATION = "现在看到的是演示数据，目标只能看，不能填。装入真实记录之后，在这里填写、更改和撤回。"
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,3})?", re.ASCII)
_DELIVERY = re.compile(r"[0-9a-f]{16}", re.ASCII)


class TargetError(Exception):
    """What was entered cannot be taken; `faults` say why, in Chinese."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Entry:
    """A target as a person wrote it: all text, nothing believed. It is for an area or for a hub, never for both."""

    indicator: str = ""
    area: str = ""
    hub: str = ""
    year: str = ""
    universe: str = ""
    basis: str = ""
    value: str = ""
    comparison: str = COMPARISONS[0]
    kind: str = KINDS[0]
    source: str = ""

    @property
    def definition(self) -> Definition | None:
        """The indicator it is a target of."""
        return catalog().get(self.indicator)

    @property
    def number(self) -> Decimal | None:
        """The value; None for what is no number with at most three decimals."""
        plain = self.value.replace(",", "").replace("，", "").replace("−", "-").strip()
        try:
            return Decimal(plain) if _NUMBER.fullmatch(plain) else None
        except InvalidOperation:
            return None


def may_enter() -> str:
    """Empty when targets may be entered here by the asking person, else why not."""
    if not present.may(May.TARGETS):
        return NOT_YOURS
    return DEMONSTRATION if store.is_demonstration() or todo.is_demonstration() else ""


def bases_of(definition: Definition) -> tuple[str, ...]:
    """The kinds of population an indicator can be divided by; fewer than two leave nothing to choose."""
    found = [denominators()[key] for key in definition.denominators]
    names = tuple(one.name for one in found if one.kind == "population" and one.basis)
    return names if len(names) > 1 else ()


def faults_of(entry: Entry) -> list[str]:
    """Everything that must be put right before the target can be taken, in words; empty when it can."""
    definition = entry.definition
    if definition is None:
        return ["请选一个指标。"]
    return [*_subject_faults(entry, definition), *_choice_faults(entry, definition), *_value_faults(entry, definition)]


def _subject_faults(entry: Entry, definition: Definition) -> list[str]:
    if entry.hub:
        if "hub" not in definition.filters:
            return [f"“{definition.name}”不能按枢纽计算，只能给地区定目标。"]
        known = any(row["id"] == entry.hub for row in ask("hub_names")) and hub_is_inside(entry.hub)
        return [] if known else [f"没有编号为“{entry.hub[:40]}”的枢纽。"]
    if not entry.area:
        return ["请在顶栏选一个地区，或选一个枢纽：目标要说明是谁的。"]
    if not area_is_inside(entry.area):
        return ["这个地区不在您的范围内，不能给它定目标。"]
    return [] if place(entry.area) else [f"没有代码为“{entry.area[:40]}”的地区。"]


def _choice_faults(entry: Entry, definition: Definition) -> list[str]:
    faults = []
    if not (entry.year.isascii() and entry.year.isdigit() and FIRST_YEAR <= int(entry.year[:6]) <= LAST_YEAR):
        faults.append(f"“{entry.year[:20]}”不是年份，请写成 2025 的样子。" if entry.year else "请写是哪一年的目标。")
    if entry.universe and (entry.universe not in UNIVERSES or "universe" not in definition.filters):
        faults.append(f"“{definition.name}”不分“{entry.universe[:20]}”这样的统计口径。")
    if entry.basis and entry.basis not in bases_of(definition):
        faults.append(f"“{definition.name}”不用“{entry.basis[:20]}”作分母。")
    if entry.comparison not in COMPARISONS:
        faults.append("方向只有“不低于”（≥）和“不高于”（≤）。")
    if entry.kind not in KINDS:
        faults.append("性质只有“目标”和“参考”。")
    return faults


def _value_faults(entry: Entry, definition: Definition) -> list[str]:
    faults, number = [], entry.number
    if not entry.value:
        faults.append("请填目标值。")
    elif number is None:
        faults.append(f"“{entry.value[:40]}”不是一个数。请只写数字，最多三位小数；单位是“{definition.unit}”。")
    elif abs(number) > LARGEST:
        faults.append("目标值太大，请核对单位。")
    elif definition.unit == "%" and not 0 <= number <= 100:
        faults.append("这个指标以百分比计，目标值应在 0 与 100 之间。")
    if not entry.source:
        faults.append("请填出处：写在哪份文件、哪次会议里。")
    elif len(entry.source) > LONGEST_SOURCE:
        faults.append(f"出处不超过 {LONGEST_SOURCE} 字。")
    elif holds_personal_number(entry.source):
        faults.append("出处里有身份证号或手机号，请删去。")
    elif holds_covered_number(entry.source):
        faults.append("出处里有身份证号或手机号，中间几位已经盖住，请整个删去。")
    return faults


def enter(entry: Entry) -> Job:
    """Has the ETL take the target in, in a process of its own. Raises TargetError; what was there stays until then."""
    refused = may_enter()
    if faults := [refused] if refused else faults_of(entry):
        raise TargetError(faults)
    content = delivered(entry, secrets.token_hex(6))
    told = {"indicator": entry.definition.name, "area": entry.area, "hub": entry.hub, "year": entry.year}
    with doing("填目标", told | {"value": str(entry.number)}):
        job = store.create(f"目标_{entry.definition.name}_{subject(entry)}_{entry.year}年.csv", page=PAGE)
        job.path.write_bytes(content)
        return starting.entered(job, len(content))


def delivered(entry: Entry, number: str) -> bytes:
    """The file of one row. The number makes every entry a delivery of its own, or a value that returns were none."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow([f"网页填写 {number}"])
    lines.writerow(NAMES)
    area = "" if entry.hub else entry.area
    values = (entry.indicator, area, entry.hub, entry.year, entry.universe, entry.basis, f"{entry.number:f}")
    lines.writerow([*values, entry.comparison, entry.kind, " ".join(entry.source.split())])
    return out.getvalue().encode("utf-8-sig")


def subject(entry: Entry) -> str:
    """Who the target is for, by name."""
    if entry.hub:
        return next((row["name"] for row in ask("hub_names") if row["id"] == entry.hub), entry.hub)
    found = place(entry.area)
    return found.name if found else entry.area


def withdraw(delivery: str) -> Job:
    """Has the ETL withdraw a target that came alone; the value that held before holds again. Raises TargetError."""
    if refused := may_enter():
        raise TargetError([refused])
    found = withdrawable(delivery)
    if found is None:
        raise TargetError(["这个目标不能单独撤回：它已撤回，或是与别的目标在一份表里报来的。"])
    with doing("撤回", {"delivery": delivery, "file": found["file"]}):
        job = store.create(f"撤回_{found['file']}", page=PAGE, delivery=delivery)
        job.path.write_text(delivery, "utf-8")
        return starting.withdrawal(job)


def withdrawable(delivery: str) -> dict | None:
    """The delivery, if it brought one target alone and still counts."""
    if not _DELIVERY.fullmatch(delivery):
        return None
    rows = [row for row in ask("all_deliveries") if row["delivery"] == delivery and row["type"] == "targets"]
    is_alone = bool(rows) and rows[0]["accepted"] == 1 and rows[0]["status"] == "loaded"
    return rows[0] if is_alone and _is_of_scope(delivery) else None


def _is_of_scope(delivery: str) -> bool:
    """Whether the target a delivery brought is for somebody inside the scope, not for an area above it."""
    brought = [row for row in ask("targets_listed", area=None) if row["delivery"] == delivery]
    return scope.current().is_everything or any(is_inside(row["area_code"], row["hub_id"]) for row in brought)


def entered_jobs() -> list[Job]:
    """What was entered and withdrawn on the page as far as the asking person sees it, the latest first."""
    return [job for job in owners.listed() if job.page == PAGE]
