"""Messy workbooks as clerks send them, and what our marked-up copies of them hold."""

import zipfile
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

IDENTITY = "110101199003074258"
MOBILE = "13812345678"
HEADS = ["序号", "组织编号", "组织名称", "组织类型", "登记状态", "区域代码", "成立日期", "联系方式", "备注"]
ROWS = [
    [1, "T1", "一队", "志愿团队", "备案", "330102011000", "2012-03-01", int(MOBILE), "=1+1"],
    [2, "T2", "二队", "志愿团对", "备案", "330102011000", "2012-02-30", None, f"找{MOBILE}"],
    [3, "T3", "三队", "志愿团队", None, "330102011000", "2013-02-03", None, None],
    [4, "T4", "四队", "志愿团队", "备案", "330102011000", "1016-02-03", None, None],
    [5, "T1", "一队", "志愿团队", "备案", "330102011000", "2012-03-01", None, None],
]


def messy_book(path: Path) -> Path:
    """A register with a title, colours, faults in rows 5, 6 and 7, a repeated row 8, and personal numbers all over."""
    book = Workbook()
    sheet = book.active
    sheet.title = "名录"
    sheet.merge_cells("A1:I1")
    sheet["A1"] = "某某街道社会组织名录"
    sheet["A2"] = f"填表人：王某 {MOBILE}"
    sheet.append(HEADS)
    for cell in sheet[3]:
        cell.fill, cell.font = PatternFill("solid", fgColor="FFCCE5FF"), Font(bold=True)
    for row in ROWS:
        sheet.append(row)
    for cell in sheet["I"][3:]:
        cell.data_type = "s" if cell.value else cell.data_type
    sheet.append(["合计", "=COUNTA(B4:B8)"])
    sheet["C5"].comment = Comment(f"身份证{IDENTITY}", MOBILE)
    sheet.column_dimensions["C"].width = 33
    sheet.oddFooter.center.text = f"电话{MOBILE}"
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "hidden"
    hidden["A1"], hidden["B7"] = f"身份证 {IDENTITY}", int(MOBILE)
    hidden["C1"].hyperlink = f"tel:{MOBILE}"
    book.properties.creator = MOBILE
    book.save(path)
    return path


def opened(path: Path) -> dict[str, Worksheet]:
    return {sheet.title: sheet for sheet in load_workbook(path)}


def colour(sheet: Worksheet, place: str) -> str:
    return sheet[place].fill.fgColor.rgb if sheet[place].fill.fill_type else ""


def said(sheet: Worksheet) -> str:
    """Everything written on a sheet."""
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
