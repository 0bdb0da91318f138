"""Where the table lies in a sheet: titles above, headings, rows, totals and notes below."""

from __future__ import annotations

import re
from collections import Counter

from etl.errors import HINT, WARNING, DeliveryError, Problem
from etl.files.cells import is_blank, is_empty, line_of, text_of
from etl.files.declarations import read_declarations
from etl.files.header import CountKnown, Header, find_header, two_tables
from etl.files.table import Grid, RawTable, ReadOptions, row_ranges
from etl.normalise.personal import has_personal, mask_personal
from etl.normalise.text import fold, header_key, is_placeholder
from etl.own_sheets import EXAMPLE_REASON, is_example, template_version

_TOTAL = re.compile(r".{0,12}(?:合计|小计|总计|共计|累计)\Z")
_PURE_TOTAL = re.compile(r"(?:本页|本月|本年|全年|全部|各项)?(?:合计|小计|总计|共计|累计)\Z")
_NOTE = re.compile(
    r"(?:注|备注|附注|说明|填表说明|填报说明|填表人|制表人?|填报人|审核人?|审批人?|负责人|单位负责人|分管领导|经办人"
    r"|填表日期|填报日期|填报时间|制表日期|报出日期|打印日期|导出时间|联系人|联系电话|电话|数据来源|资料来源"
    r"|单位|金额单位|填报单位|单位盖章|盖章) ?(?:\([^)]*\))? ?:"
    r"|注\d|\(?盖章\)?\Z"
)
_FIGURE = re.compile(r"[-+]?[\d,]*\d(?:\.\d+)?\Z")
_ZERO_REPORT = "零报送"
_NOTHING_TO_REPORT = re.compile(
    r"(?:本|当|上)?(?:月|季度?|半年|年度?|期|周期)?(?:为?零报送|无(?:任何)?(?:新增|相关)?(?:数据|活动|报送|记录|内容|情况|发生额?|变动)"
    r"|(?:本|当|上)(?:月|季度?|半年|年度?|期|周期)(?:无|没有|未)(?:开展|举办|发生|新增)?(?:任何|相关)?(?:活动|业务|服务)?)\Z"
)
_MANY_RAGGED, _RAGGED_SHARE = 3, 0.05
_EXCEL_EXPORT_RUN = 16
"""Excel leaves out trailing commas for whole runs of rows; a single shorter line is a lost comma."""


def lay_out(file: str, grid: Grid, options: ReadOptions, count_known: CountKnown) -> RawTable | None:
    """The table of the sheet, or None when there is nothing in it."""
    filled = [index for index, row in enumerate(grid.cells) if not is_blank(row)]
    if not filled:
        return None
    header = find_header(grid, filled, count_known, options.header_row - 1 if options.header_row else None)
    titles = [line_of(grid.cells[index]) for index in filled if index < header.first]
    declared = read_declarations(titles)
    skipped = [(index + 1, "标题") for index in filled if index < header.first]
    skipped += [(number, "表头第二行") for number in range(header.first + 2, header.below + 1)]
    table = RawTable(
        file=file, sheet=grid.sheet, title_rows=[mask_personal(title) for title in titles],
        header=header.texts, header_row=header.first + 1, rows=[], row_numbers=[],
        skipped=skipped,
        declared_unit=declared.unit, declared_area=declared.area,
        declared_from=declared.first_day, declared_to=declared.last_day,
        warnings=list(grid.warnings),
        has_personal_notes=any(has_personal(title) for title in titles),
        zero_report=any(_ZERO_REPORT in text for text in [file, grid.sheet, *titles]),
    )  # fmt: skip
    _collect_rows(table, grid, header.below, filled[-1], options.plain)
    _note_merged(grid, table)
    if grid.is_text:
        table.ragged = _ragged(table)
    if not options.plain:
        table.warnings += [*_foreign_values(grid, table), *_what_was_left_out(table, header, declared.unit)]
        table.fault = table.fault or two_tables(table.header, count_known) or _too_ragged(table)
    return table


def _collect_rows(table: RawTable, grid: Grid, first: int, last: int, plain: bool) -> None:
    heads = _Heads(table)
    for index in range(first, last + 1):
        cells = grid.cells[index]
        reason = "空行" if is_blank(cells) else "" if plain else _why_skipped(cells, heads)
        if reason:
            table.skipped.append((index + 1, reason))
            if reason == "合计行":
                table.totals.append((index + 1, cells))
            table.zero_report |= reason == "零报送说明"
            table.has_personal_notes |= reason != "空行" and has_personal(line_of(cells))
        else:
            table.rows.append(cells)
            table.row_numbers.append(index + 1)
    if not plain:
        _skip_closing_notes(table)


class _Heads:
    """What repeated titles and headings are told by."""

    def __init__(self, table: RawTable) -> None:
        self.titles = set(table.title_rows)
        self.keys = [header_key(text) for text in table.header]
        self.width = len(table.header)
        self.texts = {text for text in table.header if text}


def _why_skipped(cells: list[object], heads: _Heads) -> str:
    words = [cell for cell in cells if not is_empty(cell)]
    if is_example(words):
        return EXAMPLE_REASON
    if not isinstance(words[0], str) and not (len(words) > 1 and isinstance(words[1], str)):
        return ""
    sparse = len(words) <= max(2, heads.width // 2)
    if len(str(words[0])) <= 4 and all(isinstance(word, str) and is_placeholder(word) for word in words):
        return "没有内容的行"
    if len(words) == 1 and _NOTHING_TO_REPORT.match(fold(str(words[0])).rstrip("。. ")):
        return "零报送说明"
    if sparse and _NOTE.match(fold(str(words[0]))):
        return "表尾说明"
    if sparse and heads.titles and mask_personal(line_of(cells)) in heads.titles:
        return "重复标题"
    if _is_total(words, sparse, heads.width):
        return "合计行"
    if text_of(words[0]) in heads.texts and [header_key(text_of(c)) for c in cells[: heads.width]] == heads.keys:
        return "重复表头"
    return ""


def _is_total(words: list[object], sparse: bool, width: int) -> bool:
    for word in words[:2]:
        if not isinstance(word, str) or "计" not in word or len(word) > 20:
            continue
        text = fold(word).replace(" ", "").rstrip(":")
        if _PURE_TOTAL.match(text) and (len(words) < max(width, 2) or _are_numbers(words[1:])):
            return True
        if sparse and _TOTAL.match(text):
            return True
    return False


def _are_numbers(words: list[object]) -> bool:
    """Whether nothing else stands in the row than numbers: the total of a table that is all figures."""
    return bool(words) and all(not isinstance(word, str) or _FIGURE.match(fold(word)) for word in words)


def _skip_closing_notes(table: RawTable) -> None:
    """Lone sentences below the last real row are notes; a lone short word may be a row somebody forgot to finish."""
    while table.rows and len(table.header) > 2:
        words = [cell for cell in table.rows[-1] if not is_empty(cell)]
        if len(words) != 1 or not isinstance(words[0], str) or len(words[0]) < 12:
            return
        table.has_personal_notes |= has_personal(words[0])
        table.skipped.append((table.row_numbers.pop(), "表尾说明"))
        table.rows.pop()


def _note_merged(grid: Grid, table: RawTable) -> None:
    """Which cells are merged over several rows, as far as the sheet is filled; a fault if any are merged twice."""
    for top, left, bottom, _ in dict.fromkeys(grid.merged):
        if bottom > top and top >= table.header_row and top < len(grid.cells) and left < len(grid.cells[top]):
            value, bottom = grid.cells[top][left], min(bottom, len(grid.cells) - 1)
            if any((row + 1, left) in table.merged for row in range(top, bottom + 1)):
                said = f"第{top + 1}行的合并单元格与别的合并单元格重叠，无法判断各行的内容。"
                table.fault = DeliveryError(said, "请取消合并，逐行填写后再报", "B034")
                return
            table.merged_ranges.append((top + 1, bottom + 1, left))
            table.merged |= {(row + 1, left): value for row in range(top + 1, bottom + 1)}


def _foreign_values(grid: Grid, table: RawTable) -> list[Problem]:
    """A warning for every column with a formula that takes its value from another file, at the first such cell."""
    data = set(table.row_numbers)
    first: dict[int, int] = {}
    for row, column in grid.external:
        if row + 1 in data:
            first.setdefault(column, row + 1)
    said = "引用了其他文件，已取缓存值，请核对"
    headings = {column: table.header[column] for column in first if column < len(table.header)}
    return [Problem(first[c], heading, "", "B046", WARNING, said) for c, heading in headings.items()]


def _what_was_left_out(table: RawTable, header: Header, unit: str | None) -> list[Problem]:
    """What a clerk should know of the rows that are no data; blank rows go without saying."""
    numbers: dict[str, list[int]] = {}
    for number, reason in table.skipped:
        numbers.setdefault(reason, []).append(number)
    rows = {reason: row_ranges(found) for reason, found in numbers.items()}
    said = []
    if "标题" in rows and template_version(table.title_rows) is None:
        told = f"；标题中的单位“{unit}”用于没有另写单位的列" if unit else ""
        said.append(("B032", f"已跳过第{rows['标题']}行标题{told}"))
    if header.below - header.first > 1:
        named = "、".join(f"“{text}”" for text in header.joined[:4])
        said.append(("B033", f"表头是两行格式，已按{named}识别"))
    if "重复表头" in rows or "重复标题" in rows:
        repeated = sorted(numbers.get("重复表头", []) + numbers.get("重复标题", []))
        said.append(("B039", f"已忽略重复的表头或标题（第{row_ranges(repeated)}行）"))
    if "表尾说明" in rows:
        said.append(("B037", f"已忽略说明{len(numbers['表尾说明'])}行（第{rows['表尾说明']}行）"))
    return [Problem(None, "", "", rule, HINT, mask_personal(message)) for rule, message in said]


def _too_ragged(table: RawTable) -> DeliveryError | None:
    """The refusal of a text file whose lines often have another number of cells: somebody's commas are wrong."""
    wrong = len(table.ragged)
    if wrong < _MANY_RAGGED or wrong <= _RAGGED_SHARE * len(table.rows):
        return None
    first = min(table.ragged)
    said = f"有{wrong}行的列数与表头（{len(table.header)}列）不同，如第{first}行有{table.ragged[first]}列。"
    return DeliveryError(said, "请检查这些行是否多打或少打了逗号，或另存为.xlsx再报", "B013")


def _ragged(table: RawTable) -> dict[int, int]:
    width = len(table.header)
    found = {}
    lengths = Counter(len(row) for row in table.rows)
    usual = {w for w, n in lengths.items() if w < width and (n >= _EXCEL_EXPORT_RUN or 2 * n > len(table.rows))}
    for number, row in zip(table.row_numbers, table.rows, strict=True):
        is_long = len(row) > width and not all(is_empty(cell) for cell in row[width:])
        if is_long or (len(row) < width and len(row) not in usual):
            found[number] = len(row)
    return found
