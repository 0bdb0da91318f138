"""`python -m reports`: yearly reports of a hub, an area or a whole county as files; freezing and bringing back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from chinese_typer import ChineseCommand, make_app, words_for
from indicators.errors import ChoiceError, NoWarehouse, UnknownIndicator
from indicators.warehouse import snapshot
from reports import told
from reports.county import Task, make, make_all, tasks
from reports.files import ReportError, formats_named, put
from reports.frozen import store
from reports.frozen.described import described
from reports.frozen.freezing import freeze, reproduce
from reports.orders import AREA, HUB, Order, area_named, hub_named, orders_below

DONE, FAILED, WRONG_CALL = 0, 1, 2

app = make_app("五社联动分析台：枢纽和地区的年度成效报告，写成 Word、PowerPoint、Excel 文件；定稿与取回。")
Year = Annotated[int, typer.Option("--year", metavar="年份", min=1900, max=2200, help="哪一年的报告。")]
FORMAT_HELP = "docx、pptx 或 xlsx；几种用逗号隔开，也可以重复写。"
Formats = Annotated[list[str], typer.Option("--format", "--formats", metavar="格式", help=FORMAT_HELP)]
Out = Annotated[Path, typer.Option("--out", metavar="文件夹", help="文件写到哪里；没有就建立。")]
AsJson = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档，供程序读取。")]
CHOICE_HELP = "页面地址里的其他条件，如 universe=登记；可重复。"
Choices = Annotated[list[str], typer.Option("--choice", metavar="键=值", help=CHOICE_HELP)]
Area = Annotated[str, typer.Option("--area", metavar="地区", help="区划代码或名称，如 330114000000。")]
HUB_HELP = "枢纽的编号或名称。"
EVERY = ["docx,pptx,xlsx"]


def command(name: str) -> Callable:
    """A command with Chinese help."""
    return app.command(name, cls=ChineseCommand)


@command("hub")
def one_hub(
    hub: Annotated[str, typer.Argument(metavar="枢纽", help=HUB_HELP, show_default=False)], year: Year,
    formats: Formats = EVERY, out: Out = Path("."), choices: Choices = [], as_json: AsJson = False,  # noqa: B006
) -> None:  # fmt: skip
    """一个枢纽一年的年度成效报告。"""
    found = hub_named(hub)
    _one(Order(HUB, found["hub_id"], year, _chosen(choices)), found["name"], formats, out, as_json)


@command("area")
def one_area(
    area: Annotated[str, typer.Argument(metavar="地区", help="区划代码或名称。", show_default=False)], year: Year,
    formats: Formats = EVERY, out: Out = Path("."), choices: Choices = [], as_json: AsJson = False,  # noqa: B006
) -> None:  # fmt: skip
    """一个地区一年的年度成效报告。"""
    found = area_named(area)
    _one(Order(AREA, found.code, year, _chosen(choices)), found.name, formats, out, as_json)


def _one(order: Order, name: str, formats: list[str], out: Path, as_json: bool) -> None:
    endings = tuple(one.ending for one in formats_named(formats))
    made = make(Task(order, name, endings, out))
    _show(as_json, told.made_document([made]), lambda: told.made_result([made]))
    raise typer.Exit(FAILED if made.error else DONE)


@command("hubs")
def whole_area(
    area: Area, year: Year, formats: Formats = EVERY, out: Out = Path("."),
    processes: Annotated[int, typer.Option("--processes", metavar="个", min=0, max=64,
                                           help="同时用几个进程，0 为自动。")] = 0,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """一个地区全部枢纽的报告，每个枢纽一份，另加地区自己的一份；带进度。"""
    endings = [one.ending for one in formats_named(formats)]
    with snapshot():
        orders, closed = orders_below(area_named(area), year)
        with told.bar(len(orders), as_json) as advance:
            done = make_all(tasks(orders, endings, out), lambda one: advance(one.subject), processes)
    _show(as_json, told.made_document(done, closed), lambda: told.made_result(done, closed))
    raise typer.Exit(FAILED if any(one.error for one in done) else DONE)


@command("freeze")
def freeze_report(
    hub: Annotated[str, typer.Option("--hub", metavar="枢纽", help=HUB_HELP)] = "",
    area: Annotated[str, typer.Option("--area", metavar="地区", help="区划代码或名称；枢纽和地区写一个。")] = "",
    year: Annotated[int, typer.Option("--year", metavar="年份", min=1900, max=2200, help="哪一年的报告。")] = ...,
    choices: Choices = [],  # noqa: B006
    by: Annotated[str, typer.Option("--by", metavar="谁", help="科室或职务，不写个人号码。")] = "",
    why: Annotated[str, typer.Option("--why", metavar="说明", help="为什么定稿，如 报区民政局。")] = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """定稿：留下现在的报告、文件和数据库，以后数据更新也能原样取回。"""
    if bool(hub) == bool(area):
        raise ReportError("请写 --hub 或 --area，而且只写一个。")
    key = hub_named(hub)["hub_id"] if hub else area_named(area).code
    order = Order(HUB if hub else AREA, key, year, _chosen(choices))
    one, is_new = freeze(order, by, why)
    _show(as_json, described(one, is_new), lambda: told.frozen_result(one, is_new))


@command("frozen")
def show_frozen(as_json: AsJson = False) -> None:
    """已定稿的报告，新的在前。"""
    folder = _folder()
    found, damaged = store.listed(folder), store.damaged(folder)
    document = {"frozen": [described(one) for one in found], "damaged": damaged}
    _show(as_json, document, lambda: told.list_result(found, damaged))


@command("reproduce")
def bring_back(
    number: Annotated[str, typer.Argument(metavar="编号", help="定稿的编号，见 frozen。", show_default=False)],
    out: Out = Path("."), as_json: AsJson = False,
) -> None:  # fmt: skip
    """取回一份定稿，逐字节相同；并由留存的内容和数据库各再做一遍，说明是否相同。"""
    done = reproduce(_folder(), number)
    files = [str(put(out, name, content)) for name, content in done.files.items()]
    _show(as_json, told.reproduced_document(done, files), lambda: told.reproduced_result(done, files))


def _folder() -> Path:
    with snapshot() as taken:
        return store.folder_of(taken)


def _chosen(choices: list[str]) -> Mapping[str, str]:
    """Further choices as the address of a page spells them."""
    given = {}
    for one in choices:
        name, equals, words = one.partition("=")
        if not (name and equals and words):
            raise ReportError(f"看不懂的条件：{one[:80]}。", "请写成 键=值，如 universe=登记。")
        given[name.strip()] = words.strip()
    return dict(sorted(given.items()))


def _show(as_json: bool, document: dict, tell: Callable[[], None]) -> None:
    told.as_document(document) if as_json else tell()


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; its exit code. Every refusal is a Chinese sentence, with --json a JSON document."""
    arguments = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in arguments
    try:
        return app(arguments, prog_name="python -m reports", standalone_mode=False) or DONE
    except (ReportError, ChoiceError, NoWarehouse, UnknownIndicator) as fault:
        told.refusal(fault.message, fault.hint, as_json)
        return WRONG_CALL
    except OSError as fault:
        where = f"（{fault.filename}）" if fault.filename else ""
        told.refusal(f"文件没有写成{where}：{fault.strerror or fault}。", "请检查文件夹的权限和磁盘空间。", as_json)
        return WRONG_CALL
    except (typer.Abort, KeyboardInterrupt):
        told.refusal("已中止；已写好的文件都是完整的。", "", as_json)
        return WRONG_CALL
    except typer.TyperException as fault:
        if type(fault).__name__ == "NoArgsIsHelpError":
            print(fault)  # noqa: T201
            return WRONG_CALL
        told.refusal(words_for(fault), "用法见 python -m reports --help。", as_json)
        return WRONG_CALL
