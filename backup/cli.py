"""`python -m backup`: a backup made, checked, put back."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from backup.archive import BackupError, Manifest, read
from backup.making import make
from backup.restoring import restore
from chinese_typer import DONE, FAILED, WRONG_CALL, ChineseCommand, make_app, run
from settings import SettingError, settings

app = make_app("五社联动分析台：备份与恢复（数据目录由 WUSHE_DATA_DIR 指出）。")

Folder = Annotated[Path, typer.Argument(metavar="文件夹", help="备份放在哪里；应在另一块磁盘上。", show_default=False)]
Archive = Annotated[Path, typer.Argument(metavar="备份文件", help="wushe-….tar.gz。", show_default=False)]
Keep = Annotated[int | None, typer.Option("--keep", metavar="份数", min=1, help="只留最新的几份，更早的删去。")]
AsJson = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档，供程序读取。")]
AFTER = (
    "登录状态和接口令牌已全部作废，请重新登录、重新发放。备份之后停用的账户、改过的密码回到了备份时的样子，请核对：",
    "  python -m access user list",
    "数据与数据湖逐表核对：",
    "  python -m etl build --verify",
)


@app.command("make", cls=ChineseCommand)
def make_backup(folder: Folder, keep: Keep = None, as_json: AsJson = False) -> None:
    """备份：数据湖、决定、参考文件、现行版本、定稿、账户与审计、保存的视图。运行中也可以做。"""
    target, manifest = make(_data_dir(), folder, keep)
    told = {"file": str(target), "bytes": target.stat().st_size, **_told(manifest)}
    _show(told, as_json, f"已备份到 {target}（{told['files']} 个文件，{told['bytes'] / 1e6:.1f} MB）。")


@app.command("check", cls=ChineseCommand)
def check(archive: Archive, as_json: AsJson = False) -> None:
    """检查一份备份：从头读到尾，每个文件与清单核对。"""
    told = _told(read(archive))
    _show(
        told, as_json, f"备份完整：{told['files']} 个文件，做于 {told['made_at']}，版本 {told['build'] or '（没有）'}。"
    )


@app.command("restore", cls=ChineseCommand)
def put_back(archive: Archive, as_json: AsJson = False) -> None:
    """恢复到空的数据目录。"""
    manifest, verdict = restore(archive, _data_dir())
    told = _told(manifest)
    said = [
        f"已恢复 {told['files']} 个文件到 {_data_dir()}，做于 {told['made_at']}，版本 {told['build'] or '（没有）'}。"
    ]
    if verdict:
        told["audit"] = {"lines": verdict.lines, "broken": verdict.broken}
        said.append(f"审计记录 {verdict.lines} 条，完整。" if verdict.broken is None else _broken(verdict.broken))
    _show(told, as_json, "\n".join([*said, *(AFTER if verdict else AFTER[2:])]))
    raise typer.Exit(FAILED if verdict and verdict.broken is not None else DONE)


def _broken(number: int) -> str:
    return f"审计记录第 {number} 条对不上：备份之前已被改动。登录状态没有作废，请先查清。"


def _data_dir() -> Path:
    return settings().data_dir.expanduser().absolute()


def _told(manifest: Manifest) -> dict:
    count = len(manifest.files) + len(manifest.links)
    return {"made_at": manifest.made_at, "build": manifest.build, "content": manifest.content, "files": count}


def _show(told: dict, as_json: bool, words: str) -> None:
    sys.stdout.write(f"{json.dumps(told, ensure_ascii=False) if as_json else words}\n")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the answer is its exit code: 0 done, 1 refused, 2 wrong call."""
    return run(app, arguments, {BackupError: FAILED, SettingError: WRONG_CALL})
