"""How many requests two workers answer in a second, warm: pages and the API, against an empty answer.

python -m bench.throughput                 30 seconds each, written to bench/results.md
python -m bench.throughput --seconds 5     shorter, printed only
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import machine
from bench.clients import Heard, Question, api_questions, ask_all, page_questions
from bench.report import percentile
from bench.results import write_section
from bench.server import demonstration_folder, serving

SECONDS, CLIENTS, WORKERS = 30.0, 8, "2"
WARMING = 6
"""Rounds of all questions before: of each, 97 of 100 have then been answered by both workers."""
EMPTY = [Question("GET", "/healthz")]


def main() -> int:
    """Measures, prints, and writes the section when it lasted long enough."""
    parser = argparse.ArgumentParser(description="两个工作进程每秒答多少个请求。")
    parser.add_argument("--seconds", type=float, default=SECONDS, metavar="秒", help="每一种各问多久")
    parser.add_argument("--folder", type=Path, help="数据目录；不写用演示数据")
    asked = parser.parse_args()
    facts = machine.description()
    text = section(measured(asked.folder or demonstration_folder(), asked.seconds), facts, asked.seconds)
    print(text)
    if asked.seconds >= SECONDS:
        write_section("throughput", text)
    return 0


def measured(folder: Path, seconds: float) -> dict[str, Heard]:
    """An empty answer, pages, the API, both; all were asked often enough before for every worker to have answered."""
    pages, api = page_questions(folder), api_questions()
    kinds = {"空应答（/healthz）": EMPTY, "页面回调": pages, "接口": api, "页面与接口各半": _mixed(pages, api)}
    found = {}
    with serving(folder, WUSHE_WORKERS=WORKERS) as url:
        for questions in (pages, api):
            ask_all(url, questions, CLIENTS, least=WARMING * len(questions))
        for name, questions in kinds.items():
            found[name] = ask_all(url, questions, CLIENTS, seconds)
            print(f"{name}：{len(found[name].times)} 个", file=sys.stderr, flush=True)
    return found


def _mixed(pages: list[Question], api: list[Question]) -> list[Question]:
    """Page, program, page, program."""
    return [one for number, page in enumerate(pages) for one in (page, api[number % len(api)])]


def section(found: dict[str, Heard], facts: dict[str, str], seconds: float) -> str:
    """The section of bench/results.md."""
    return "\n".join([
        "## 每秒多少个请求",
        "",
        f"用 `python -m bench.throughput --seconds {seconds:g}` 测得；演示数据，{WORKERS} 个工作进程，{CLIENTS} 个连接"
        f"同时问，先各问 {WARMING} 遍不计，问的人和服务在同一台机器上。",
        "",
        *[f"- {name}：{words}" for name, words in facts.items()],
        "",
        "| 问的是 | 应答 | 每秒 | p50 / p95（毫秒） | 请稍候 |",
        "|---|--:|--:|--:|--:|",
        *[_row(name, heard) for name, heard in found.items()],
        "",
        "请稍候是给程序的 503，不算在应答里：程序同时问得多时，线程留给看页面的人。",
        "页面回调是全部显示记录的页面在各级地区、两个年份的请求；接口是明细、汇总、指标、区划各几种。",
    ])  # fmt: skip


def _row(name: str, heard: Heard) -> str:
    marks = f"{percentile(heard.times, 50):.0f} / {percentile(heard.times, 95):.0f}"
    return f"| {name} | {len(heard.times):,} | {len(heard.times) / heard.seconds:.0f} | {marks} | {heard.later:,} |"


if __name__ == "__main__":
    sys.exit(main())
