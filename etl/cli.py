"""`python -m etl`: the commands, their Chinese help, and what they print. What they do is in etl/run.py."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import duckdb
import pyarrow as pa
import typer

from chinese_typer import ChineseCommand, make_app, words_for
from etl import report, run, status
from etl.answer.checking import check_paths
from etl.bounds import Bounds
from etl.deciding import decide
from etl.disk import disk_words, is_disk_fault
from etl.erasing import erase
from etl.errors import DeliveryError
from etl.lock import BusyError
from etl.progress import into_file
from etl.recorded import recorded
from etl.tasks import listing
from etl.watch import Watch

ENGINES = ("duckdb", "spark")
DONE, SENT_BACK, WRONG_CALL, BUSY = 0, 1, 2, 75

app = make_app("五社联动分析台：把报送的表格装入数据湖，生成并发布数据库。")
sources = make_app("外来系统的映射文件。")
app.add_typer(sources, name="sources")

AsJson = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档，供程序读取。")]
Source = Annotated[str | None, typer.Option("--source", metavar="名称", help="外来系统的映射：名称或 .toml 文件。")]
Area = Annotated[str | None, typer.Option("--area", metavar="区划代码", help="这次报送覆盖的区域。")]
From = Annotated[str | None, typer.Option("--from", metavar="日期", help="覆盖的期间从哪一天起，如 2016-01-01。")]
To = Annotated[str | None, typer.Option("--to", metavar="日期", help="覆盖的期间到哪一天止，如 2016-06-30。")]
FULL_HELP = "全量：这是该区域截至 --to 的完整组织名录，名录上没有的组织按该日终止。"
Mode = Annotated[str, typer.Option("--mode", metavar="增量|全量", help=FULL_HELP)]
GUARD_HELP = "已发布的数字变动超过 20% 时先不发布，等人在待办里决定。"
Guard = Annotated[bool, typer.Option("--guard", help=GUARD_HELP)]
Verify = Annotated[bool, typer.Option("--verify", help="重新生成一份与现行版本逐表核对，不发布；有不同时退出码为 1。")]
ENGINE_HELP = "由谁计算：duckdb（本机），或 spark（活动、资金、时长、积分各表在集群上算，见 docs/scale.md）。"
Engine = Annotated[str, typer.Option("--engine", metavar="duckdb|spark", help=ENGINE_HELP)]
MASTER_HELP = "Spark 主节点：spark://主机:7077，或 local[2]；不写是本机的全部核。"
Master = Annotated[str, typer.Option("--master", metavar="地址", help=MASTER_HELP)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只检查，不入库。")]
PATHS_HELP = "CSV、XLSX 文件，或装着它们的文件夹。"
Paths = Annotated[list[Path], typer.Argument(metavar="文件…", help=PATHS_HELP, show_default=False)]
Out = Annotated[Path | None, typer.Option("--out", metavar="文件夹", help="校验文件写到哪里，默认在原文件旁边。")]
WithinArea = Annotated[str, typer.Option("--within-area", metavar="区划代码", help="报送人的范围：区域外的行不收。")]
WithinHub = Annotated[str, typer.Option("--within-hub", metavar="枢纽编号", help="报送人的范围：别的枢纽的行不收。")]
RefuseType = Annotated[list[str] | None, typer.Option("--refuse-type", metavar="记录类型", help="这种记录不收。")]
ProgressFile = Annotated[Path | None, typer.Option("--progress-file", hidden=True)]
DeliveryId = Annotated[str, typer.Argument(metavar="编号", help="报送的编号（可只写前几位）。", show_default=False)]


def data_dir() -> Path:
    """Where the data live: WUSHE_DATA_DIR, else `data` beside the program."""
    return Path(os.environ.get("WUSHE_DATA_DIR") or "data")


def command(name: str, on: typer.Typer = app) -> Callable:
    return on.command(name, cls=ChineseCommand)


@command("load")
def load(
    paths: Paths, source: Source = None, area: Area = None, from_: From = None, to: To = None, mode: Mode = "增量",
    dry_run: DryRun = False, guard: Guard = False, within_area: WithinArea = "", within_hub: WithinHub = "",
    refuse_type: RefuseType = None, as_json: AsJson = False, progress_file: ProgressFile = None,
) -> None:  # fmt: skip
    """读取、检查并装入报送的表格，然后生成并发布新库。"""
    bounds = Bounds(within_area, within_hub, tuple(refuse_type or ()))
    files = {"file": "、".join(path.name for path in paths), "area": area, "source": source}
    with (
        nullcontext({}) if dry_run else recorded(data_dir(), "装入", files) as told,
        report.progress(as_json) as shown,
        into_file(progress_file, shown) as progress,
    ):
        document = run.load_paths(paths, data_dir(), source, area, from_, to, mode, dry_run, progress, guard, bounds)
        told.update(document)
    report.show(document, as_json, report.load_result)
    raise typer.Exit(SENT_BACK if run.sent_back(document) else DONE)


@command("check")
def check(
    paths: Paths, source: Source = None, area: Area = None, out: Out = None, within_area: WithinArea = "",
    within_hub: WithinHub = "", refuse_type: RefuseType = None, as_json: AsJson = False,
    progress_file: ProgressFile = None,
) -> None:  # fmt: skip
    """只检查表格，不改动数据，并为每个文件写一份标出问题的《名称.校验.xlsx》。"""
    with report.progress(as_json) as shown, into_file(progress_file, shown) as progress:
        bounds = Bounds(within_area, within_hub, tuple(refuse_type or ()))
        document = check_paths(paths, data_dir(), source, area, out, progress, bounds)
    report.show(document, as_json, report.check_result)
    raise typer.Exit(SENT_BACK if run.sent_back(document) else DONE)


@command("templates")
def templates(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="模板写到哪里。", show_default=False)],
    type_: Annotated[list[str] | None, typer.Option("--type", metavar="记录类型", help="只要这一种，可重复。")] = None,
    as_json: AsJson = False,
) -> None:
    """每种记录写一个可以直接填报的 XLSX 模板。"""
    from etl.templates.writing import write_templates  # here, so that the other commands need not wait for it

    report.show({"templates": write_templates(folder, type_)}, as_json, report.templates_result)


@command("build")
def build(
    verify: Verify = False, engine: Engine = "duckdb", master: Master = "", as_json: AsJson = False
) -> None:
    """由数据湖重新生成并发布数据库。"""
    if engine not in ENGINES:
        raise run.WrongCallError(f"没有“{engine}”这种计算引擎。", f"可用：{'、'.join(ENGINES)}。")
    if verify and engine == "spark":
        raise run.WrongCallError("--verify 由本机核对，不用 Spark。", "请去掉 --engine。")
    if master and engine != "spark":
        raise run.WrongCallError("--master 只和 --engine spark 一起用。", "请加上 --engine spark，或去掉 --master。")
    noted = nullcontext({}) if verify else recorded(data_dir(), "重新生成数据库", {"mode": engine})
    with noted as told, report.progress(as_json) as progress:
        cluster = (master or "local[*]") if engine == "spark" else ""
        document = run.build(data_dir(), progress, check_only=verify, spark=cluster)
        told.update(document)
    report.show(document, as_json, report.verify_result if verify else report.build_result)
    raise typer.Exit(SENT_BACK if "error" in document or document.get("differences") else DONE)


@command("status")
def show_status(as_json: AsJson = False) -> None:
    """现在对外提供的是哪个版本，装入了哪些报送，还有多少行待核。"""
    report.show(status.status(data_dir()), as_json, report.status_result)


@command("demo")
def make_demo(as_json: AsJson = False) -> None:
    """生成演示数据，装入单独的目录（不与真实数据混在一起）。"""
    from etl import demo  # here, so that the other commands need not wait for it

    with report.progress(as_json) as progress:
        document = demo.demo(data_dir(), progress)
    report.show(document, as_json, report.demo_result)
    raise typer.Exit(DONE if document["as_meant"] else SENT_BACK)


@command("withdraw")
def withdraw(
    delivery: DeliveryId, within_area: WithinArea = "", within_hub: WithinHub = "", as_json: AsJson = False
) -> None:
    """撤回一次报送：它的各行不再计入，原先被它更新的行重新生效。"""
    _set_withdrawn(delivery, True, Bounds(within_area, within_hub), as_json)


@command("restore")
def restore(
    delivery: DeliveryId, within_area: WithinArea = "", within_hub: WithinHub = "", as_json: AsJson = False
) -> None:
    """恢复一次撤回的报送。"""
    _set_withdrawn(delivery, False, Bounds(within_area, within_hub), as_json)


def _set_withdrawn(delivery: str, withdrawn: bool, bounds: Bounds, as_json: bool) -> None:
    action = "撤回" if withdrawn else "恢复报送"
    with recorded(data_dir(), action, {"delivery": delivery}) as told, report.progress(as_json) as progress:
        document = run.set_withdrawn(data_dir(), delivery, withdrawn, progress, bounds)
        told.update(document)
    report.show(document, as_json, report.withdraw_result)
    raise typer.Exit(SENT_BACK if "error" in document else DONE)


@command("tasks")
def show_tasks(
    everything: Annotated[bool, typer.Option("--all", help="连同已经决定、不再列出的。")] = False,
    within_area: Annotated[str, typer.Option("--within-area", metavar="区划代码", help="疑似重复只列这里的。")] = "",
    as_json: AsJson = False,
) -> None:
    """待办：哪些行待核，哪些记录疑似重复，哪些大幅变动等人批准。"""
    report.show(listing(data_dir(), everything, within_area), as_json, report.tasks_result)


@command("decide")
def make_decision(
    task: Annotated[str, typer.Argument(metavar="待办编号", help="编号见 tasks。", show_default=False)],
    action: Annotated[str, typer.Argument(metavar="处理", help="见 tasks 中的可选处理。", show_default=False)],
    value: Annotated[str | None, typer.Option("--value", metavar="编号", help="“对应到”的编号。")] = None,
    note: Annotated[str, typer.Option("--note", metavar="说明", help="为什么这样决定。")] = "",
    by: Annotated[str | None, typer.Option("--by", metavar="谁", help="谁决定的，默认是登录名。")] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """对一项待办作出决定：记下来，需要时重新生成并发布。"""
    what = {"task": task, "choice": action, "value": value, "note": note, "by": by}
    with recorded(data_dir(), "处理待办", what) as told, report.progress(as_json) as progress:
        document = decide(data_dir(), task, action, value, note, by, progress)
        told.update(document)
    report.show(document, as_json, report.decide_result)
    raise typer.Exit(SENT_BACK if "error" in document else DONE)


@command("rollback")
def rollback(
    build_id: Annotated[str, typer.Argument(metavar="版本", help="要回到的版本，见 status。", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """让页面回到以前的一个版本；数据湖不变，下一次装入会发布新版本。"""
    with recorded(data_dir(), "回到以前的版本", {"build": build_id}) as told:
        document = run.rollback(data_dir(), build_id)
        told.update(document)
    report.show(document, as_json, report.build_result)


@command("erase")
def erase_volunteer(as_json: AsJson = False) -> None:
    """删除一名志愿者的全部记录；编号从标准输入读，不写在命令里。平时用 python -m access erase。"""
    with report.progress(as_json) as progress:
        document = erase(data_dir(), sys.stdin.readline(), progress)
    report.show(document, as_json, report.erase_result)
    raise typer.Exit(SENT_BACK if "error" in document or document["left"] else DONE)


@command("watch")
def look_after_inbox(
    once: Annotated[bool, typer.Option("--once", help="只处理一轮，然后结束（供定时器使用）。")] = False,
    interval: Annotated[float, typer.Option("--interval", metavar="秒", min=0.1, help="两轮之间等多久。")] = 30,
    settle: Annotated[float, typer.Option("--settle", metavar="秒", min=0, help="文件多久不变才算放好。")] = 10,
    as_json: AsJson = False,
) -> None:
    """看守收件箱 inbox：文件放好后自动装入，在旁边写回校验副本，移到“已处理”或“已退回”。"""
    state = Watch(data_dir(), interval, settle, report.watch_teller(as_json, once)).run(once)
    if once and as_json:
        report.show(state, as_json, report.load_result)
    raise typer.Exit(SENT_BACK if once and state["failed"] else DONE)


@command("try", on=sources)
def try_mapping(
    path: Annotated[Path, typer.Argument(metavar="文件", help="外来系统导出的表格。", show_default=False)],
    name: Annotated[str, typer.Argument(metavar="名称", help="映射的名称或 .toml 文件的路径。", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """试用一个映射：看前几行变成什么，哪些没有看懂；什么都不改动。"""
    report.show(run.try_mapping(path, name, data_dir()), as_json, report.trial_result)


@command("list", on=sources)
def list_mappings(as_json: AsJson = False) -> None:
    """有哪些映射可用。"""
    report.show({"sources": status.sources(data_dir())}, as_json, report.sources_result)


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; its exit code. Every refusal is a Chinese sentence, with --json a JSON document."""
    arguments = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in arguments
    try:
        return app(arguments, prog_name="python -m etl", standalone_mode=False) or DONE
    except BusyError as busy:
        report.refusal(str(busy), "", as_json)
        return BUSY
    except (run.WrongCallError, DeliveryError) as fault:
        report.refusal(fault.message, fault.hint, as_json)
        return WRONG_CALL
    except (OSError, duckdb.Error, pa.ArrowException) as fault:
        if not is_disk_fault(fault):
            raise
        report.refusal(*disk_words(fault), as_json)
        return WRONG_CALL
    except typer.Abort:
        report.refusal("已中止。", "", as_json)
        return WRONG_CALL
    except typer.TyperException as fault:
        if type(fault).__name__ == "NoArgsIsHelpError":
            print(fault)  # noqa: T201
            return WRONG_CALL
        report.refusal(words_for(fault), "用法见 python -m etl --help。", as_json)
        return WRONG_CALL

