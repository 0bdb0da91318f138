"""Typer speaking Chinese: headings of the help, usage lines, and what is wrong with a call."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

DONE, FAILED, WRONG_CALL = 0, 1, 2
"""Exit codes: done, refused, a call that makes no sense."""

rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
rich_utils.OPTIONS_PANEL_TITLE = "选项"
rich_utils.COMMANDS_PANEL_TITLE = "命令"
rich_utils.ERRORS_PANEL_TITLE = "错误"
rich_utils.ABORTED_TEXT = "已中止。"
rich_utils.DEFAULT_STRING = "［默认：{}］"
rich_utils.ENVVAR_STRING = "［环境变量：{}］"
rich_utils.REQUIRED_LONG_STRING = "［必填］"


class _SpeaksChinese:
    """Mixed into Typer's commands and groups: usage and --help in Chinese."""

    def get_usage(self, ctx: Any) -> str:
        usage = super().get_usage(ctx)
        return usage.replace("Usage:", "用法：").replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 …")

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明。"
        return option


class ChineseCommand(_SpeaksChinese, TyperCommand):
    """One command."""


class ChineseGroup(_SpeaksChinese, TyperGroup):
    """A group of commands."""


def words_for(fault: Exception) -> str:
    """What is wrong with the call, in Chinese; Typer keeps its exceptions private, so they are told apart by name."""
    name = type(fault).__name__
    option = getattr(fault, "option_name", "")
    parameter = getattr(fault, "param", None)
    where = parameter.get_error_hint() if parameter is not None else ""
    if name == "NoSuchOption":
        near = getattr(fault, "possibilities", None)
        return f"没有 {option} 这个选项。" + (f"是不是 {'、'.join(near)}？" if near else "")
    if name == "MissingParameter":
        return f"缺少 {where}。"
    if name == "BadParameter":
        return f"{where} 的值不对：{fault}。"
    if name == "BadOptionUsage":
        return f"选项 {option} 后面缺少值。"
    said = str(fault)
    for english, chinese in (
        ("Missing command", "没有写命令。"),
        ("No such command", f"没有这个命令：{said.removeprefix('No such command ').rstrip('.')}。"),
        ("Got unexpected extra argument", f"多出了参数：{said.partition('(')[2].rstrip(')')}。"),
    ):
        if said.startswith(english):
            return chinese
    return said


def run(app: typer.Typer, arguments: list[str] | None, told: Mapping[type[Exception], int]) -> int:
    """Run a command line to its exit code: 0 done, 2 wrong call, else what the command says.

    `told` are the refusals whose text is for the person who called, each with its code; any other fault is raised.
    """
    try:
        return app(arguments, standalone_mode=False) or DONE
    except typer.Exit as ended:
        return ended.exit_code
    except typer.Abort:
        sys.stderr.write("已中止。\n")
        return WRONG_CALL
    except Exception as fault:
        known = next((code for kind, code in told.items() if isinstance(fault, kind)), None)
        if known is None and not hasattr(fault, "format_message"):
            raise
        sys.stderr.write(f"{words_for(fault) if known is None else fault}\n")
        return WRONG_CALL if known is None else known


def make_app(help_text: str) -> typer.Typer:
    """A Typer application whose help is Chinese and which leaves no files in the user's shell."""
    return typer.Typer(
        help=help_text, cls=ChineseGroup, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )  # fmt: skip
