"""`make run` / `python serve.py`: makes sure there is something to show, then serves it like in production."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from entrance.opening import refuse_open_door
from entrance.sign_on.chosen import refuse_half_set
from settings import SettingError, settings

ROOT = Path(__file__).resolve().parent
SLOW_CLIENTS = {"connection_limit": 400, "channel_timeout": 30, "cleanup_interval": 10}
"""waitress waits for whole requests before it takes threads; by itself for 100 connections only, two minutes each."""


def main() -> int:
    """Serve until stopped; 2 when the settings do not allow it."""
    try:
        folder = data_dir()
        os.chdir(ROOT)
        os.environ["WUSHE_DATA_DIR"] = str(folder)
        settings.cache_clear()
        refuse_open_door(settings().host)
        refuse_half_set()
        refuse_taken_port(settings().host, settings().port)
    except SettingError as reason:
        print(reason, file=sys.stderr)
        return 2
    if not has_warehouse(folder):
        print("还没有数据：先生成一份演示数据（约一两分钟，只在第一次进行）……", flush=True)
        made = subprocess.run([sys.executable, "-m", "etl", "demo"], check=False)
        if made.returncode != 0:
            print("演示数据没有生成，原因见上。系统仍将启动，页面会提示“数据尚未发布”。", file=sys.stderr, flush=True)
    for outdated in outdated_folders(folder):
        update(outdated)
    print(description(), flush=True)
    return serve_with_waitress() if sys.platform == "win32" else serve_with_gunicorn()


def data_dir() -> Path:
    """The data folder, absolute: the one chosen, seen from where this was started, else `data` beside this file."""
    if "WUSHE_DATA_DIR" in os.environ:
        return settings().data_dir.expanduser().absolute()
    return ROOT / settings().data_dir


def has_warehouse(folder: Path) -> bool:
    """Whether real records or a demonstration have been published."""
    return any((folder / part / "warehouse" / "CURRENT.json").is_file() for part in (".", "demo"))


def outdated_folders(folder: Path) -> list[Path]:
    """The data folder and its demonstration, if what they publish was built by another version of the program."""
    from etl.model import models_version
    from etl.publish import Warehouse

    found = []
    for part in (folder, folder / "demo"):
        pointer = Warehouse(part).current()
        if pointer is not None and pointer.get("models") != models_version():
            found.append(part)
    return found


def update(folder: Path) -> None:
    """Builds the warehouse of a folder anew; whatever goes wrong is told, and the pages say it too."""
    print(f"程序已更新，正在由数据湖重新生成数据库（{folder}），数据越多越久……", flush=True)
    environment = os.environ | {"WUSHE_DATA_DIR": str(folder)}
    made = subprocess.run([sys.executable, "-m", "etl", "build"], env=environment, check=False)
    if made.returncode != 0:
        said = "数据库没有更新，原因见上。系统仍将启动，受影响的页面会提示“数据版本与程序版本不符”。"
        print(said, file=sys.stderr, flush=True)


def refuse_taken_port(host: str, port: int) -> None:
    """Raise SettingError when another program already listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, sys.platform != "win32")
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            raise SettingError(
                f"地址 {host}:{port} 不能使用（{error.strerror}），可能另一个程序正占用它。"
                "请先停止那个程序，或换一个端口，例如：WUSHE_PORT=8051 make run"
            ) from error


def description() -> str:
    """Which data will be shown: demonstration or real, its date and build.

    It is said on the terminal at the start, where nobody has logged in: not one record is read, whoever may see them.
    """
    from indicators.scope import EVERYTHING, within
    from indicators.warehouse import NoWarehouse, snapshot

    try:
        with within(EVERYTHING), snapshot() as taken:
            kind = "演示数据（不是真实记录）" if taken.is_demonstration else "真实记录"
            return f"数据：{kind}，截至 {taken.data_date}，版本 {taken.build}"
    except NoWarehouse:
        return "数据：尚未发布"


def serve_with_gunicorn() -> int:
    """Become gunicorn; returns only if that fails."""
    arguments = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py"), "app:server"]
    os.execv(sys.executable, arguments)  # noqa: S606 - no shell, fixed arguments
    return 1


def serve_with_waitress() -> int:
    """Windows has no gunicorn: one process, threads."""
    import waitress

    from app import server
    from components import kept_files
    from jobs import keeping
    from records.personal import look_ahead
    from views.database import forget_everybodys

    keeping.clear()
    forget_everybodys()
    kept_files.share()
    look_ahead()
    chosen = settings()
    print(f"已启动，请在浏览器打开：http://{chosen.host}:{chosen.port}（按 Ctrl+C 停止）", flush=True)
    threads = chosen.workers * chosen.threads
    waitress.serve(server, host=chosen.host, port=chosen.port, threads=threads, ident=None, **SLOW_CLIENTS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
