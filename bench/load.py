"""A hundred people at once for ten minutes while builds are published and workers killed: `python -m bench.load`.

Before, each person's questions are asked of a quiet server, once for each of the two states the data will have; what
it says then is right. Every answer under load has to be one of those, of the build it names. Counted are wrong
answers, answers that mix builds, faults of the server, and how long answers take.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

import duckdb
from argon2 import PasswordHasher

from access import accounts, entering, passwords, store
from access.roles import Role
from bench.machine import description
from bench.results import write_section
from bench.same_words import digest
from bench.server import ROOT, demonstration_folder, serving

PASSWORD = "Hundert-Leute-2026"
PAGES = (
    "/",
    *(
        f"/{one}"
        for one in ("density", "tiers", "coverage", "funding", "volunteers", "projects", "linkage", "hubs", "records")
    ),
)
OUTPUT = "..page.tree...page.children...topbar.tree...menu.tree...title.data.."


@dataclass
class State:
    """The states of the data: which build holds which of them, told by the builds as they appear."""

    folder: Path
    delivery: str
    builds: dict[str, str] = field(default_factory=dict)
    kills: int = 0
    publishes: int = 0

    @property
    def build(self) -> str:
        """The build that is published now."""
        return json.loads((self.folder / "warehouse" / "CURRENT.json").read_text("utf-8"))["build"]

    def publish(self, state: str) -> None:
        """Withdraws the delivery (state B) or brings it back (state A): a new build every time."""
        step = "withdraw" if state == "B" else "restore"
        run = subprocess.run(
            [sys.executable, "-m", "etl", step, self.delivery, "--json"],
            cwd=ROOT, env=os.environ | {"WUSHE_DATA_DIR": str(self.folder)}, capture_output=True, text=True,
        )  # fmt: skip
        if run.returncode:
            raise RuntimeError(f"没有发布：{run.stdout[-800:]}{run.stderr[-800:]}")
        self.builds[self.build] = state
        self.publishes += 1


def main() -> None:
    """Measures and writes the section; ends with an error when one answer was wrong."""
    parser = argparse.ArgumentParser(description="一百人同时用，期间不断发布新版本、杀掉工作进程")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--users", type=int, default=100)
    parser.add_argument("--publish-every", type=float, default=75, metavar="秒")
    parser.add_argument("--kill-every", type=float, default=40, metavar="秒")
    parser.add_argument("--think", type=float, nargs=2, default=(3, 7), metavar="秒", help="两次点击之间最少、最多几秒")
    parser.add_argument("--folder", type=Path, help="数据目录（会被复制）；不写用演示数据")
    parser.add_argument("--write", action="store_true", help="把结果写进 bench/results.md")
    given = parser.parse_args()
    about = description(packages=("dash", "flask", "gunicorn", "duckdb", "locust"))
    found = measured(given)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    if given.write:
        write_section("load", section(found, about))
    sys.exit(1 if found["wrong"] or found["mixed"] or found["faults"] else 0)


def measured(given: argparse.Namespace) -> dict:
    """Everything that was counted."""
    folder = Path(mkdtemp(prefix="wushe-load-"))
    try:
        data = folder / "data"
        shutil.copytree(given.folder or demonstration_folder(), data, ignore=shutil.ignore_patterns("kept"))
        data.chmod(0o700)
        state = State(data, delivery_of(data))
        state.builds[state.build] = "A"
        people = made_people(data, given.users)
        right = learned(state, people)
        return judged(*loaded(state, people, given, folder), right, state, given)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def delivery_of(data: Path) -> str:
    """A delivery whose absence many pages show: the activities with the most rows."""
    with warehouse(data) as opened:
        asked = "SELECT _delivery FROM activities GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
        return str(opened.execute(asked).fetchone()[0])


@contextmanager
def warehouse(data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published build, read only."""
    named = json.loads((data / "warehouse" / "CURRENT.json").read_text("utf-8"))["file"]
    with duckdb.connect(str(data / "warehouse" / named), read_only=True) as opened:
        yield opened


def made_people(data: Path, users: int) -> list[dict]:
    """Accounts of all roles that read, each with its own questions; so many sessions as there are people."""
    with warehouse(data) as opened:
        hubs = [row[0] for row in opened.execute("SELECT hub_id FROM hubs ORDER BY hub_id LIMIT 2").fetchall()]
        asked = "SELECT l{0} FROM organizations WHERE l{0} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 2"
        areas = {level: [row[0] for row in opened.execute(asked.format(level)).fetchall()] for level in (3, 4)}
    kinds = [("quanbu", Role.OFFICIAL, None, None), ("fenxi", Role.ANALYST, None, None)]
    kinds += [(f"quxian{number}", Role.OFFICIAL, area, None) for number, area in enumerate(areas[3])]
    kinds += [(f"jiedao{number}", Role.OFFICIAL, area, None) for number, area in enumerate(areas[4])]
    kinds += [(f"shuniu{number}", Role.HUB_LEADER, None, hub) for number, hub in enumerate(hubs)]
    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    store.use(data)
    for name, role, area, hub in kinds:
        accounts.add(name, role, area, hub)
        accounts.change_password(name, PASSWORD)
    people = []
    for number in range(users):
        name, _role, area, hub = kinds[number % len(kinds)]
        people.append({"name": name, "secret": entering.enter(name, PASSWORD, "load"), "asked": questions(area, hub)})
    store.use(None)
    return people


def questions(area: str | None, hub: str | None) -> list[dict]:
    """What such a person asks: pages as the browser asks for them, and a few questions of programs."""
    pages = [(f"/hubs/{hub}", "")] if hub else []
    pages += [(page, "") for page in PAGES] + [
        (page, "?year=2023") for page in ("/funding", "/volunteers", "/projects")
    ]
    pages += [("/records", "?type=funding"), ("/records", "?type=organizations")]
    if area:
        pages += [("/density", f"?area={area}"), ("/coverage", f"?area={area}")]
    api = ("records/activities?limit=50", "records/funding/summary", "indicators/visits?year=2023")
    asked = [{"method": "GET", "path": f"/api/v1/{one}", "name": "api"} for one in api]
    return [page_asked(*one) for one in pages] + asked


def page_asked(path: str, search: str) -> dict:
    """The callback that draws a page."""
    outputs = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in OUTPUT.strip(".").split("...")]
    body = {"output": OUTPUT, "outputs": outputs, "changedPropIds": ["asked.data"], "state": [],
            "inputs": [{"id": "asked", "property": "data", "value": {"path": path, "search": search}}]}  # fmt: skip
    return {"method": "POST", "path": "/_dash-update-component", "json": body, "name": path}


def learned(state: State, people: list[dict]) -> dict[tuple[str, int, str], str]:
    """What a quiet server says to each kind of person in each state, twice the same; questions whose answer is never
    the same twice (they hold a time of publishing) are asked by nobody."""
    kinds, heard = {one["name"]: one for one in people}, {}
    for _round in range(2):
        for letter in ("A", "B"):
            if state.builds[state.build] != letter:
                state.publish(letter)
            with serving(state.folder) as url:
                for name, person in kinds.items():
                    for number, asked in enumerate(person["asked"]):
                        status, text = ask(url, person["secret"], asked)
                        heard.setdefault((name, number, letter), []).append((status, digest(text)))
    state.publish("A")
    fickle = {(name, number) for (name, number, _), said in heard.items() if len(set(said)) > 1}
    for name, number in fickle:
        print(f"不问：{name} {kinds[name]['asked'][number]['name']}（第 {number} 问）每次发布都不同", file=sys.stderr)
    for person in people:
        person["numbers"] = [number for number in range(len(person["asked"])) if (person["name"], number) not in fickle]
    return {key: said[0] for key, said in heard.items() if key[:2] not in fickle}


def ask(url: str, secret: str, asked: dict) -> tuple[int, str]:
    """Status and words of one answer."""
    body = json.dumps(asked["json"]).encode() if "json" in asked else None
    headers = {"Cookie": f"wushe_session={secret}", "Origin": url, "Content-Type": "application/json"}
    request = urllib.request.Request(url + asked["path"], body, headers, method=asked["method"])
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def loaded(state: State, people: list[dict], given: argparse.Namespace, folder: Path) -> tuple[dict, list[dict]]:
    """Everybody asks at once while builds change and workers die; what locust wrote down."""
    state.publishes = 0
    with serving(state.folder) as url:
        order, results = folder / "order.json", folder / "seen.json"
        asking = [one | {"asked": [one["asked"][number] for number in one["numbers"]]} for one in people]
        least, most = given.think
        told = {"url": url, "people": asking, "results": str(results), "least": least, "most": most}
        order.write_text(json.dumps(told), "utf-8")
        is_over = threading.Event()
        helpers = [threading.Thread(target=publishing, args=(state, given.publish_every, is_over)),
                   threading.Thread(target=killing, args=(state, url, given.kill_every, is_over))]  # fmt: skip
        for helper in helpers:
            helper.start()
        try:
            subprocess.run(
                [sys.executable, "-m", "locust", "-f", "bench/locustfile.py", "--headless", "--only-summary",
                 "--host", url, "--users", str(given.users), "--spawn-rate", "10",
                 "--run-time", f"{int(given.minutes * 60)}s", "--stop-timeout", "30"],
                cwd=ROOT, env=os.environ | {"WUSHE_LOAD_ORDER": str(order)}, check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        finally:
            is_over.set()
            for helper in helpers:
                helper.join()
        return json.loads(results.read_text("utf-8")), people


def publishing(state: State, every: float, is_over: threading.Event) -> None:
    """One state after the other, until it is over."""
    while not is_over.wait(every):
        state.publish("B" if state.builds[state.build] == "A" else "A")


def killing(state: State, url: str, every: float, is_over: threading.Event) -> None:
    """Now and then the process of one worker dies without a word."""
    while not is_over.wait(every):
        workers = workers_at(int(url.rpartition(":")[2]))
        if len(workers) > 1:
            os.kill(random.choice(workers), signal.SIGKILL)
            state.kills += 1


def workers_at(port: int) -> list[int]:
    """The worker processes of the server we started: children of the process that was told this port."""
    told = f"WUSHE_PORT={port}".encode()
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes().split(b"\0")
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue  # gone, or somebody else's
        if told in environment:
            found[int(process.name)] = parent
    return sorted(one for one, parent in found.items() if parent in found)


def judged(seen: dict, people: list[dict], right: dict, state: State, given: argparse.Namespace) -> dict:
    """Each answer compared with the one that is right for its person and its build."""
    numbers = {one["name"]: one["numbers"] for one in people}
    counted = dict.fromkeys(("answers", "wrong", "mixed", "faults", "put_off", "broken_off"), 0)
    examples = []
    for words, times in seen["seen"].items():
        name, position, status, builds, digest = words.split("\t")
        kind = verdict(right, state, name, numbers[name][int(position)], status, builds, digest)
        counted["answers"] += times
        if kind:
            counted[kind] += times
            examples.append(f"{kind} {words}")
    times = sorted(seen["times"])
    slowest = {name: round(sorted(took)[len(took) * 95 // 100]) for name, took in seen["by"].items()}
    marks = {f"p{share}": round(times[min(len(times) - 1, len(times) * share // 100)]) for share in (50, 95, 99)}
    return counted | marks | {
        "users": given.users, "minutes": given.minutes, "publishes": state.publishes, "kills": state.kills,
        "per_second": round(len(times) / given.minutes / 60, 1), "examples": sorted(examples, key=_gravity)[:10],
        "slowest": dict(sorted(slowest.items(), key=lambda one: -one[1])[:6]),
    }  # fmt: skip


def _gravity(example: str) -> int:
    """Wrong answers first, broken connections last."""
    return ("wrong", "mixed", "faults", "put_off", "broken_off").index(example.partition(" ")[0])


def verdict(right: dict, state: State, name: str, number: int, said: str, builds: str, digest: str) -> str:
    """What is wrong with an answer; empty when nothing is."""
    if said == "later":
        return "put_off"
    status = int(said)
    if status == 0:
        return "broken_off"
    if status >= 500:
        return "faults"
    if "," in builds:
        return "mixed"
    letters = [state.builds[builds]] if builds in state.builds else ["A", "B"]
    return "" if (status, digest) in [right[name, number, letter] for letter in letters] else "wrong"


def section(found: dict, about: dict[str, str]) -> str:
    """The section of bench/results.md."""
    lines = [
        "## 一百人同时用",
        f"用 `python -m bench.load --users {found['users']} --minutes {found['minutes']:g} --write` 测得；演示数据，"
        "各种角色和范围，服务器和模拟的人在同一台机器上。",
        "\n".join(f"- {name}：{words}" for name, words in about.items()),
        "| 人 | 分钟 | 应答 | 每秒 | p50 / p95 / p99（毫秒） | 发布 | 杀掉的进程 | "
        "答错 | 混了版本 | 5xx | 请稍候 | 断开 |\n"
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
        f"| {found['users']} | {found['minutes']:g} | {found['answers']:,} | {found['per_second']} | "
        f"{found['p50']} / {found['p95']} / {found['p99']} | {found['publishes']} | {found['kills']} | "
        f"{found['wrong']} | {found['mixed']} | {found['faults']} | {found['put_off']} | {found['broken_off']} |",
        "目标：答错、混了版本、5xx 都是零，p95 不超过 500 毫秒。请稍候是给程序的 503，写明几秒后再问，"
        "线程留给看页面的人；断开是连着的进程被杀，和浏览器一样再问一次，再问的也算在内。"
        "每个应答都与安静时同一个人、同一个版本得到的应答逐字比较。",
    ]
    return "\n\n".join(lines)


if __name__ == "__main__":
    main()
