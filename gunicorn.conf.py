"""How gunicorn serves app:server; also read when it is started by hand. Options on the command line win over these."""

import os
import sys

from entrance.opening import refuse_open_door
from entrance.sign_on.chosen import refuse_half_set
from settings import SettingError, settings

bind = f"[{settings().host}]:{settings().port}" if ":" in settings().host else f"{settings().host}:{settings().port}"
worker_class = "patient_worker.PatientWorker"  # a head that comes slowly costs no thread
workers = settings().workers
threads = settings().threads
timeout = 120
graceful_timeout = 30
keepalive = 5
limit_request_line = 8190
preload_app = False  # the settings are judged first, and told in Chinese; see on_starting
control_socket_disable = True
forwarded_allow_ips = ""  # what a proxy says is believed in one place only, and only with WUSHE_BEHIND_PROXY
loglevel = "warning"


def on_starting(server):
    """Refuse to listen where others come in without a login, however gunicorn was started; put away old jobs.

    Then the program is read once, for all workers: one that takes the place of a dead one answers at once. Nothing is
    opened here: an open DuckDB connection does not survive a fork, and no thread of ours does.
    """
    from jobs import keeping

    for address in server.cfg.address:
        try:
            refuse_open_door(address[0] if isinstance(address, tuple) else "")
            refuse_half_set()
        except SettingError as reason:
            print(reason, file=sys.stderr, flush=True)
            sys.exit(2)
    keeping.clear()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # else numpy begins threads when it is read
    import app  # noqa: F401
    from components import kept_files

    kept_files.share()


def when_ready(server):
    """Say where to look, once the address is really open."""
    places = "、".join(str(listener) for listener in server.LISTENERS)
    print(f"已启动，请在浏览器打开：{places}（按 Ctrl+C 停止）", flush=True)


def post_worker_init(worker):
    """What gunicorn refuses before the application sees it is told in Chinese too; what was deleted long ago goes;
    large tables are looked through."""
    from gunicorn import util

    from records.personal import look_ahead
    from views.database import forget_everybodys

    util.write_error = write_refusal
    forget_everybodys()
    look_ahead()


def write_refusal(sock, status, reason, _message):
    """Answers with a short Chinese page; what was wrong in gunicorn's own words stands in the log."""
    from gunicorn.util import write_nonblock

    from server import HINTS, WORDS

    title, hint = WORDS.get(status, "请求有误"), HINTS.get(status, HINTS[400])
    body = (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>'
        f'<h1>{title}</h1><p>{hint}</p><p><a href="/">回到总览</a></p></html>'
    ).encode()
    head = f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
    head += "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"
    head += "Referrer-Policy: same-origin\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    write_nonblock(sock, f"{head}Content-Length: {len(body)}\r\n\r\n".encode("latin1") + body)
