"""The Flask server under the pages and the HTTP API: who may ask what, and how every answer is sent.

`app.py` builds Dash on top of it. Hooks in `server.config` are filled there, because this module knows no Dash:
FURTHER_PATHS () -> OpenAPI paths of what the pages show, SCRIPT_HASHES () -> list of CSP hashes of inline scripts,
KNOWN_PAGE (path) -> bool, and those of entrance/gate.py.
"""

from __future__ import annotations

import logging
import re
import secrets
from hashlib import sha256

import brotli
from flask import Flask, Response, current_app, g, jsonify, request
from flask_compress import Compress
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from access import present
from access.errors import AccessError
from api import audited_files, blueprint
from api.answers import ApiError, json_answer
from api.exports import exports_blueprint
from api.imports import imports_blueprint
from api.targets import targets_blueprint
from api.todo import todo_blueprint
from api.views import views_blueprint
from entrance import gate, plain
from entrance.addresses import wants_page
from exports import spool
from indicators.warehouse import NoWarehouse, OutdatedWarehouse
from settings import settings

PAGES = {"/", "/<path:path>"}
SUITES = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
OWN_FILES = ("_dash_assets.static", "own_scripts", "own_styles")
ASSETS = {SUITES, *OWN_FILES, "/_favicon.ico"}
FINGERPRINT = re.compile(r"\.v[0-9A-Za-z_]+m[0-9]+\.")
YEAR = "public, max-age=31536000, immutable"
HINTS = {
    400: "请检查地址和参数的写法。",
    403: "请直接在浏览器里打开本系统的网址（本机使用时是 http://127.0.0.1），不要从别的网站转来。",
    404: "请检查地址；接口清单见 /api/v1/openapi.json。",
    405: "请换用该地址支持的请求方法（查询都用 GET）。",
    413: "请求内容太大，请缩小后再试。",
    414: "地址太长，请减少筛选条件。",
    415: "请求内容的类型不对。",
}
WORDS = {
    400: "请求有误",
    403: "拒绝访问",
    404: "没有这个地址",
    405: "不支持这种请求方法",
    413: "请求内容太大",
    414: "地址太长",
    415: "不支持的内容类型",
    503: "数据尚未发布",
    507: "磁盘空间不足",
}
NO_WAREHOUSE_HINT = "请先运行 python -m etl load 装载数据，或运行 python -m etl demo 生成演示数据，然后刷新页面。"


TIGHT = 9  # of 11; the last two steps cost seconds


class StaticCache:
    """Compressed bytes of files that never change under one address; answers made from data are never kept."""

    limit = 400

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The kept bytes, or None."""
        return self.kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep the bytes if the key names a file and there is room; made once, so packed as tightly as is quick.

        Flask-Compress sets what it has just got as well: that is kept already.
        """
        if key.endswith(";immutable") and key not in self.kept and len(self.kept) < self.limit:
            is_brotli = key.startswith("br;")
            self.kept[key] = brotli.compress(brotli.decompress(value), quality=TIGHT) if is_brotli else value


def make_server() -> Flask:
    """A Flask server with the gate, the API, /healthz, headers, compression and Chinese error answers."""
    server = Flask("wushe", static_folder=None)
    server.config.update(
        MAX_CONTENT_LENGTH=1_000_000,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_CACHE_BACKEND=StaticCache,
        COMPRESS_CACHE_KEY=_compression_key,
        SCRIPT_HASHES=list,
        KNOWN_PAGE=lambda path: True,
        FURTHER_PATHS=dict,
    )
    server.json.ensure_ascii = False
    server.url_map.merge_slashes = False
    if settings().behind_proxy:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=1, x_proto=1, x_host=0, x_port=0, x_prefix=0)
    gate.install(server)
    server.after_request(_headers)
    Compress(server)
    server.after_request(_hold_whole_file)
    server.register_error_handler(HTTPException, _http_error)
    server.register_error_handler(NoWarehouse, _no_warehouse)
    server.register_error_handler(ApiError, _api_error)
    server.register_error_handler(AccessError, _access_error)
    server.register_error_handler(Exception, _unexpected)
    server.add_url_rule("/healthz", "healthz", lambda: jsonify({"status": "ok"}))
    server.register_blueprint(blueprint)
    server.register_blueprint(imports_blueprint)
    server.register_blueprint(todo_blueprint)
    server.register_blueprint(exports_blueprint)
    server.register_blueprint(views_blueprint)
    server.register_blueprint(targets_blueprint)
    server.after_request(audited_files.leaving)
    spool.sweep()
    return server


def _compression_key(_asked) -> str:
    """What a file holds, not its address: under a version that somebody makes up it takes no place of its own."""
    return f"{g.held};immutable" if g.held else "changing"


def _is_versioned() -> bool:
    """Whether the address names one version of a file: a Dash fingerprint or ?m= / ?v= / ?hash behind an asset."""
    if request.endpoint == SUITES:
        return bool(FINGERPRINT.search(request.path))
    return request.endpoint in OWN_FILES and bool(request.query_string)


def _hold_whole_file(response: Response) -> Response:
    """Read versioned files into memory, so that their compressed form is made once and kept."""
    g.held = ""
    if response.status_code == 200 and _is_versioned() and "Range" not in request.headers:
        response.direct_passthrough = False
        content = response.get_data()
        g.held = response.get_etag()[0] or sha256(content).hexdigest()
    return response


def _headers(response: Response) -> Response:
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    headers["Content-Security-Policy"] = _policy(response)
    headers["Cache-Control"] = _caching(response)
    if settings().behind_tls:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint in PAGES and response.status_code == 200 and not current_app.config["KNOWN_PAGE"](request.path):
        response.status_code = 404
    return response


def _policy(response: Response) -> str:
    if response.mimetype != "text/html":
        return "default-src 'none'; frame-ancestors 'none'"
    scripts = " ".join(["'self'", *dict.fromkeys(current_app.config["SCRIPT_HASHES"]())])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


def _caching(response: Response) -> str:
    if response.status_code not in (200, 206, 304):
        return "no-store"
    if _is_versioned():
        return YEAR
    return "no-cache" if request.endpoint in ASSETS else "no-store"


def _answer(status: int, error: str, hint: str) -> Response:
    """The error shape of interfaces.md, or the same words as a page."""
    if not wants_page(request.path):
        return json_answer({"error": error, "hint": hint}, status)
    person = present.person()
    return plain.refusal(status, error, hint, f"{person.name}（{person.role}）" if person else "")


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    chinese = error.description if error.description and error.description[0] > "\u2fff" else None
    answer = _answer(status, chinese or WORDS.get(status, "请求不能处理"), HINTS.get(status, "请检查后再试。"))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _api_error(error: ApiError) -> Response:
    answer = _answer(error.status, error.message, error.hint)
    if error.wait:
        answer.headers["Retry-After"] = str(error.wait)
    return answer


def _access_error(error: AccessError) -> Response:
    return _answer(error.status, error.message.rstrip("。"), error.hint)


def _no_warehouse(error: NoWarehouse) -> Response:
    if isinstance(error, OutdatedWarehouse):
        return _answer(503, error.message.rstrip("。"), error.hint)
    return _answer(503, "数据尚未发布", NO_WAREHOUSE_HINT)


def _unexpected(error: Exception) -> Response:
    """A fault of ours: the person gets a number, the log gets everything under that number."""
    if type(error).__module__ == "gunicorn.http.errors":  # raised while a body is read, for example in broken chunks
        return _answer(400, "请求的内容不完整，读不下去", "请重新发送；上传文件请重新选择一次。")
    number = secrets.token_hex(4)
    logging.getLogger("wushe").error("错误编号 %s：%s %s", number, request.method, request.path, exc_info=error)
    return _answer(500, f"系统内部错误（编号 {number}）", "请把编号告诉系统管理员；日志里有同一编号的详细记录。")
