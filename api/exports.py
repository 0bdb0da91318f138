"""Files for the browser: asked for, made while the person goes on, asked how they stand, called off, fetched."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

from flask import Blueprint, Response, send_file

from access import present
from access.roles import May
from api import audited_files
from api.answers import ApiError, arguments, json_answer, json_body, only
from api.asked_files import MIMETYPES, AskedFile, asked_file, query_of
from api.disk import refuse_full_disk, room_in_words
from api.files import CountedFile, begun, is_small, small_file
from api.places import LATER, place
from api.rights import require
from exports import spool, starting
from exports.spool import DONE, UNFINISHED, Export, NoExportError, Status
from indicators.warehouse import snapshot
from records.catalog import FilterError, UnknownTypeError, record_types

exports_blueprint = Blueprint("exports", __name__, url_prefix="/exports")

RECORDS = "/api/v1/records/"
LONGEST = 8000  # letters of an address
MOST_WAITING = 12
MOST_OF_ONE = 4  # of one person, so that nobody takes all the turns
PATIENCE = 1800  # seconds a file waits for its turn
NO_EXPORT = ApiError(
    404,
    "没有这个导出文件",
    f"导出的文件只保留一小时，每人只留最近的 {spool.MOST_FINISHED} 个、{spool.MOST_BYTES / 1e9:g} GB，请重新导出。",
)


@exports_blueprint.before_request
def _those_who_may() -> None:
    require(May.ROWS)


@exports_blueprint.post("")
def begin() -> Response:
    """Begin to make the file of an address of the records; the answer says how it stands."""
    only(arguments(), ())
    type_id, given = _address()
    with snapshot() as taken:
        try:
            asked = asked_file(taken, query_of(taken, type_id, given), given)
        except FilterError as error:
            raise ApiError(400, error.message, error.hint) from error
        except UnknownTypeError as error:
            raise ApiError(404, f"没有这种记录：{type_id[:80]}", "请回到“数据明细”重新选择。") from error
        made = _made_at_once(asked) if is_small(asked) else _begun(asked)
    return json_answer(_as_dict(made), 201)


def _address() -> tuple[str, dict[str, list[str]]]:
    """Type and choices of the address in the body."""
    body = json_body(force=True)
    address = body.get("address") if isinstance(body, dict) else None
    if not isinstance(address, str) or len(address) > LONGEST or not address.startswith(RECORDS):
        raise ApiError(400, "请求内容读不懂", f'请发送 {{"address": "{RECORDS}…?…&format=csv"}}。')
    try:
        address.encode("utf-8")
        parts = urlsplit(address)
        type_id = unquote(parts.path.removeprefix(RECORDS), errors="strict")
        pairs = parse_qsl(parts.query, keep_blank_values=True, errors="strict")
    except ValueError:
        raise ApiError(400, "地址里有无法识别的字符", "参数请用 UTF-8 书写并做百分号编码。") from None
    given: dict[str, list[str]] = {}
    for key, value in pairs:
        given.setdefault(key, []).append(value)
    return type_id, given


def _made_at_once(asked: AskedFile) -> Export:
    """A small file is there before the answer is."""
    with room_in_words():
        refuse_full_disk()
        made = spool.create(asked.order(0))
        try:
            with made.path.open("w+b") as out:
                small_file(asked, out)
            spool.tell(made, Status(DONE, asked.heading.rows, made.path.stat().st_size))
        except BaseException:
            spool.remove(made)
            raise
    return spool.find(made.id)


def _begun(asked: AskedFile) -> Export:
    if present.person() is not None and spool.unfinished(present.name()) >= MOST_OF_ONE:
        words = f"您有 {MOST_OF_ONE} 个文件在等待导出"
        raise ApiError(503, words, "请等它们导完，或取消不需要的。", wait=LATER)
    if spool.unfinished() >= MOST_WAITING:
        raise ApiError(503, "等待导出的文件太多", "请等前面的文件导完，或取消不需要的。", wait=LATER)
    return begun(asked, PATIENCE)


@exports_blueprint.get("/<export_id>")
def stands(export_id: str) -> Response:
    """How an export stands."""
    only(arguments(), ())
    return json_answer(_as_dict(_found(export_id)))


@exports_blueprint.delete("/<export_id>")
def call_off(export_id: str) -> Response:
    """Stop making a file, or throw a finished one away."""
    only(arguments(), ())
    found = _found(export_id)
    starting.call_off(found)
    return json_answer(_as_dict(found) | {"state": spool.CANCELLED, "is_unfinished": False})


@exports_blueprint.get("/<export_id>/file")
def fetched(export_id: str) -> Response:
    """The finished file."""
    only(arguments(), ())
    found = _found(export_id)
    if found.status.state != DONE:
        raise ApiError(409, f"文件还不能下载：{found.status.state}", found.status.hint or "请等它写完。")
    order = found.order
    try:
        content = CountedFile(found.path, place())
    except FileNotFoundError:
        raise NO_EXPORT from None  # taken away at this moment
    answer = send_file(content, mimetype=MIMETYPES[order.kind], as_attachment=True, download_name=order.name)
    answer.content_length = found.status.size
    answer.headers["X-Row-Count"] = str(order.rows)
    audited_files.told(type=record_types()[order.type].name, filters=order.words)
    return answer


def _found(export_id: str) -> Export:
    try:
        found = spool.find(export_id)
    except NoExportError:
        raise NO_EXPORT from None
    if not found.order.is_own:
        raise NO_EXPORT  # somebody else's is not there
    return found


def _as_dict(export: Export) -> dict:
    """How an export stands, for the tray and for programs."""
    order, status = export.order, export.status
    is_done = status.state == DONE
    return {
        "id": export.id,
        "file": order.name,
        "state": status.state,
        "is_unfinished": status.state in UNFINISHED,
        "is_done": is_done,
        "rows": status.rows,
        "total": order.rows,
        "size": status.size if is_done else None,
        "error": status.error,
        "hint": status.hint,
    }
