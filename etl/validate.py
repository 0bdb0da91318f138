"""From a raw table to typed rows: which record type it is, which rows are taken, which are sent back and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from etl.errors import WARNING, DeliveryError, Problem
from etl.extract import RawTable
from etl.judging.area_names import disagreements
from etl.judging.cells import Surroundings
from etl.judging.headings import Match, Matching, match_headings, unit_of
from etl.judging.judge import Delivered, Judge, Validated, Whole, as_written, hide
from etl.judging.merged import filled_down, unclear_rows
from etl.judging.names import name_columns
from etl.judging.terms import ORDINARY, Terms
from etl.judging.totals import compare_totals
from etl.normalise.areas import area_book, read_area
from etl.normalise.dates import SHANGHAI
from etl.normalise.personal import are_personal, mask_personal
from etl.normalise.text import header_key
from etl.own_sheets import OWN_COLUMNS, template_version, version_of
from etl.record import RecordType, record_types

__all__ = ["Validated", "declared_area_code", "recognise", "validate", "validate_mapped"]

_TITLE_BONUS = 0.75
_ORDINALS = frozenset({"序号", "序", "行号", "no", "编号顺序"}) | OWN_COLUMNS
_PERSONAL_HEADING = re.compile(r"身份证|证件号|手机|电话|联系方式|住址|家庭地址|微信|邮箱")


@runtime_checkable
class WholeTable(Whole, Protocol):
    """A table of which only some rows are judged one by one, with what else there is to say of it."""

    personal: Mapping[int, bool]
    """Extra columns with personal data, and whether numbers were really found there."""

    def added_up(
        self, places: Mapping[int, Delivered], judge: Judge
    ) -> tuple[Mapping[int, Delivered], Mapping[str, Sequence[object]]]:
        """For comparing with a total row: the columns as if each had one row, the sum of all."""


def recognise(table: RawTable) -> RecordType:
    """The record type whose columns the headings name; DeliveryError says what is missing or ambiguous."""
    words = " ".join([table.sheet, table.file, *table.title_rows])
    matchings = [match_headings(record_type, table.header) for record_type in record_types().values()]
    for matching in matchings:
        matching.score += _TITLE_BONUS * any(word in words for word in matching.record_type.title_words)
    complete = sorted((m for m in matchings if not m.missing()), key=lambda m: -m.score)
    if not complete:
        raise _unrecognised(matchings)
    best = complete[0]
    rivals = [m for m in complete if m.score == best.score]
    if len(rivals) > 1:
        names = "、".join(f"“{m.record_type.name}”" for m in rivals)
        if _stand_side_by_side(table.header, rivals):
            said = f"一张工作表里有并排的表格（{names}），无法判断哪一列属于哪个表。"
            raise DeliveryError(said, "请分开，一张工作表只放一个表格", "B052")
        raise DeliveryError(f"表头同时像{names}表，无法判断是哪一种。", "请在标题或工作表名中写明是哪一种表", "B022")
    _refuse_doubled(best)
    return best.record_type


def _stand_side_by_side(header: Sequence[str], rivals: Sequence[Matching]) -> bool:
    """Whether an empty heading parts the columns into one whole table after the other."""
    gaps = [index for index, text in enumerate(header) if not text]
    kinds = [m.record_type for m in rivals]
    for gap in gaps:
        halves = [[k for k in kinds if not match_headings(k, half).missing()] for half in (header[:gap], header[gap:])]
        if all(halves) and halves[0] != halves[1]:
            return True
    return False


def _outdated(table: RawTable, record_type: RecordType) -> list[Problem]:
    """A word about a template of ours that has since been replaced by a newer one."""
    version = template_version(table.title_rows)
    if version is None or version == version_of(record_type):
        return []
    said = f"这是旧模板（{version}），现行的是{version_of(record_type)}。请下次使用最新模板"
    return [Problem(None, "", version, "B018", WARNING, said)]


def _unrecognised(matchings: Sequence[Matching]) -> DeliveryError:
    best = max(matchings, key=lambda m: (m.score - 0.5 * len(m.missing()), m.score))
    if best.score < 2:
        names = "、".join(record_type.name for record_type in record_types().values())
        return DeliveryError("认不出这是哪一种表。", f"表头应属于以下之一：{names}。请使用模板，不要删改表头", "B018")
    missing = "、".join(f"“{name}”" for name in best.missing())
    return DeliveryError(
        f"表头最像“{best.record_type.name}”表，但缺少必填列{missing}。", "请补上这些列，或使用最新模板", "B018"
    )


def _refuse_doubled(matching: Matching) -> None:
    for name, headings in matching.doubled:
        shown = "、".join(f"“{heading}”" for heading in headings)
        raise DeliveryError(f"{shown}都像是“{name}”列，无法判断用哪一列。", "请改名或删除一列", "B016")


def declared_area_code(table: RawTable) -> str | None:
    """The code of the area the titles declare, or None if there is none or it is not clear which."""
    if not table.declared_area:
        return None
    code = read_area(table.declared_area, area_book()).value
    return code if isinstance(code, str) else None


def validate(
    table: RawTable,
    record_type: RecordType,
    root: str | None = None,
    today: date | None = None,
    terms: Terms | None = None,
    whole: WholeTable | None = None,
) -> Validated:
    """Judge every row of the table; area names are resolved below `root`, else below the area the titles declare.

    Without `terms`, the severities are the ordinary ones and the period is that of the titles. With a `whole`, the
    table holds only those of its rows that have to be looked at one by one.
    """
    matching = match_headings(record_type, table.header)
    _refuse_doubled(matching)
    declared = declared_area_code(table)
    around = _surroundings(root or declared, today)
    delivered = [_delivered(table, match) for match in matching.matches.values()]
    terms = terms or Terms(first=table.declared_from, last=table.declared_to)
    judge = Judge(record_type, delivered, table.row_numbers, terms, whole)
    _refuse_by_layout(table, matching, judge)
    for other in disagreements(table, matching, around.book, around.root):
        mark = judge.warn_row if other.is_clear else judge.refuse_row
        mark(other.position, "B126", other.message, other.heading, other.found)
    judge.run(around)
    personal = whole.personal if whole else _ignored_personal(table, matching)
    by_index = {match.index: match.column.id for match in matching.matches.values()}
    names = name_columns(record_type, {index: table.header[index] for index in matching.ignored})
    hidden = {*personal, *names}
    outcome = judge.result(lambda position: _raw_row(table, position, judge, by_index, hidden))
    _report_ignored(table, matching, personal, outcome)
    outcome.warnings += _outdated(table, record_type)
    if table.declared_area and not declared:
        said = "填报区域无法确定是哪里。请写全上级名称，或在后面注明12位代码"
        outcome.warnings.append(Problem(None, "填报区域", mask_personal(table.declared_area), "B125", WARNING, said))
    merged = filled_down(table, matching)
    outcome.warnings = [*table.warnings, *merged, *outcome.warnings, *_compare_totals(table, matching, judge, around)]
    outcome.has_personal |= table.has_personal_notes
    outcome.has_names |= bool(names)
    return outcome


def _refuse_by_layout(table: RawTable, matching: Matching, judge: Judge) -> None:
    """Sends back the rows whose cells nobody can tell apart: commas too many or too few, merged cells."""
    for position, number in enumerate(table.row_numbers):
        if number in table.ragged:
            said = f"本行有{table.ragged[number]}列，表头是{len(table.header)}列。请检查是否多打或少打了逗号"
            judge.refuse_row(position, "B013", said)
    for unclear in unclear_rows(table, matching):
        judge.refuse_row(unclear.position, "B034", unclear.message, unclear.heading, unclear.found)


def validate_mapped(
    record_type: RecordType,
    rows: Sequence[Mapping[str, object]],
    row_numbers: Sequence[int],
    column_names: Mapping[str, str] | None = None,
    root: str | None = None,
    today: date | None = None,
    terms: Terms = ORDINARY,
) -> Validated:
    """Judge rows a source mapping made (keys are column ids); `column_names` are the producer's headings."""
    names = column_names or {}
    delivered = [
        Delivered(column, names.get(column.id, column.name), [_given(row.get(column.id)) for row in rows])
        for column in record_type.columns
        if any(column.id in row for row in rows)
    ]
    judge = Judge(record_type, delivered, row_numbers, terms)
    judge.run(_surroundings(root, today))

    def raw_row(position: int) -> dict[str, str]:
        parts = ((part.heading, judge.as_delivered(position, part.column.id)) for part in delivered)
        return {heading: mask_personal(as_written(value)) for heading, value in parts}

    return judge.result(raw_row)


def _compare_totals(table: RawTable, matching: Matching, judge: Judge, around: Surroundings) -> list[Problem]:
    if not table.totals:
        return []
    matches = [match for match in matching.matches.values() if match.index is not None and not match.parts]
    places = {match.index: judge.delivered[match.column.id] for match in matches}
    if isinstance(judge.whole, WholeTable):
        places, columns = judge.whole.added_up(places, judge)
    else:
        columns = {part.column.id: [row[part.column.id] for row in judge.rows] for part in places.values()}
    numbers = () if isinstance(judge.whole, WholeTable) else table.row_numbers
    return compare_totals(table.totals, places, columns, around, numbers)


def _surroundings(root: str | None, today: date | None) -> Surroundings:
    return Surroundings(today or datetime.now(SHANGHAI).date(), area_book(), root)


def _given(value: object) -> object:
    return None if value == "" else value


def _delivered(table: RawTable, match: Match) -> Delivered:
    """The cells of one column, merged cells filled down, the pieces of an area's path joined."""
    if match.constant:
        return Delivered(match.column, match.heading, [match.constant] * len(table.rows))
    own = _cells(table, match.index, match.column.fillable) if match.index is not None else None
    if match.parts:
        pieces = [_cells(table, index, fills=True) for index in match.parts]
        joined = [_path(piece) for piece in zip(*pieces, strict=True)]
        own = joined if own is None else [a if a is not None else b for a, b in zip(own, joined, strict=True)]
    unit = unit_of(match.column, match.heading, table.declared_unit) if match.index is not None else None
    return Delivered(match.column, match.heading, own or [], unit)


def _cells(table: RawTable, index: int, fills: bool) -> list[object]:
    cells = [_given(row[index]) if index < len(row) else None for row in table.rows]
    if fills and any(column == index for _, column in table.merged):
        numbered = zip(table.row_numbers, cells, strict=True)
        cells = [table.merged.get((number, index)) if cell is None else cell for number, cell in numbered]
    return cells


def _path(pieces: Sequence[object]) -> str | None:
    """“上城区/凯旋街道” of two cells; a piece that repeats the one before it stands for both."""
    path: list[str] = []
    for text in (str(piece).strip() for piece in pieces if piece is not None):
        if path and text.startswith(path[-1]):
            path.pop()
        path.append(text)
    return "/".join(path) or None


def _raw_row(
    table: RawTable, position: int, judge: Judge, by_index: Mapping[int | None, str], hidden: Set[int]
) -> dict[str, str]:
    """The row as written, personal numbers starred, the hidden columns left out: extra ones with personal data."""
    row = {}
    for index, value in enumerate(table.rows[position]):
        if value is None or index in hidden:
            continue
        column_id = by_index.get(index)
        text = hide(value, "") if (position, column_id) in judge.hidden else as_written(value)
        row[_heading_at(table, index)] = mask_personal(text)[:2000]
    return row


def _heading_at(table: RawTable, index: int) -> str:
    heading = table.header[index] if index < len(table.header) else ""
    return mask_personal(heading) or f"第{index + 1}列（无表头）"


def _ignored_personal(table: RawTable, matching: Matching) -> dict[int, bool]:
    """Extra columns that hold personal data, and whether numbers were really found there."""
    found = {}
    for index in matching.ignored:
        cells = {row[index] for row in table.rows if index < len(row) and row[index] is not None}
        has_numbers = are_personal({as_written(cell) for cell in cells})
        if has_numbers or _PERSONAL_HEADING.search(table.header[index]):
            found[index] = has_numbers
    return found


def _report_ignored(table: RawTable, matching: Matching, personal: Mapping[int, bool], outcome: Validated) -> None:
    for index in matching.ignored:
        heading = _heading_at(table, index)
        if not table.header[index] and all(index >= len(row) or row[index] is None for row in table.rows):
            continue
        outcome.ignored_columns.append(heading)
        if index in personal:
            said = "含个人信息，超出采集范围，系统没有保存。请今后不要报送"
            outcome.warnings.append(Problem(None, heading, "", "B020", WARNING, said))
        elif header_key(heading) not in _ORDINALS:
            said = "多出的列不在采集范围内，未保存"
            outcome.warnings.append(Problem(None, heading, "", "B019", WARNING, said))
    outcome.has_personal |= any(personal.values())
