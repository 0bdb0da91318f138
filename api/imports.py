"""The addresses of the import page: upload a file, ask how its job stands, confirm it, give it up, fetch files."""

from __future__ import annotations

import errno
import re
import shutil
from dataclasses import asdict
from datetime import date
from threading import BoundedSemaphore
from urllib.parse import unquote

from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from access import audited, present
from access.roles import May
from api.answers import ApiError, arguments, json_answer, json_body, only
from api.places import LATER
from api.rights import require
from jobs import limits, offers, owners, starting, store
from jobs.limits import FullError
from jobs.progress import progress_of
from jobs.store import Declaration, Job, NoJobError, StateError
from settings import settings

imports_blueprint = Blueprint("imports", __name__, url_prefix="/imports")

CHUNK = 256 * 1024
MOST_DRAINED = 4  # times the limit that is read and thrown away, so that a browser gets to see the refusal
SPARE = 200_000_000  # bytes that an upload must leave free on the disk
AT_ONCE = BoundedSemaphore(2)  # uploads at the same time in one process; the other threads stay free for pages
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MODES = ("增量", "全量")
CODE = re.compile(r"[0-9A-Za-z._-]{1,40}", re.ASCII)
NO_JOB = ApiError(404, "没有这个导入任务", "它可能已被清理；请在“数据导入”页重新上传。")


@imports_blueprint.before_request
def _those_who_may() -> None:
    require(May.DELIVER)


@imports_blueprint.post("/files")
def upload() -> Response:
    """Take one file, as the raw body of the request; its name stands percent-encoded in the header X-File-Name."""
    only(arguments(), ())
    name = _name_given()
    limit = settings().upload_mb * 1_000_000
    request.max_content_length = limit * MOST_DRAINED
    if store.is_demonstration():
        raise ApiError(409, "这是演示数据的目录，不能往里装真实数据", "请用 WUSHE_DATA_DIR 换一个目录，再启动本系统。")
    if not AT_ONCE.acquire(timeout=30):
        raise ApiError(503, "同时上传的文件太多", "请等前面的文件传完再试。")
    try:
        limits.require_turn(present.name())
        limits.require_room(min(request.content_length or limit, limit))
        return json_answer(_as_dict(_taken(name, limit)), 201)
    except FullError as full:
        _drain(limit)
        raise _full(full) from full
    finally:
        AT_ONCE.release()


def _name_given() -> str:
    given = request.headers.get("X-File-Name", "")
    try:
        name = unquote(given.encode("latin-1").decode("utf-8"), errors="strict")  # or as it is, in UTF-8
    except UnicodeError:
        name = ""
    if not name.strip():
        raise ApiError(400, "没有说文件叫什么名字", "请在请求头 X-File-Name 里写文件名（UTF-8，百分号编码）。")
    return name


def _taken(name: str, limit: int) -> Job:
    """The job of a file that arrived whole; nothing is left of one that did not."""
    if (request.content_length or 0) > limit:
        _drain(limit)
        raise _too_large(limit)
    job = None
    try:
        store.jobs_folder().mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(store.jobs_folder()).free < (request.content_length or limit) + SPARE:
            raise ApiError(507, "磁盘空间不足，没有上传", "请系统管理员清理磁盘后再试。")
        job = store.create(name)
        size = _stream_to(job, limit)
        audited.note("上传", {"job": job.id, "file": job.file, "bytes": size})
        return starting.uploaded(job, size)
    except BaseException as reason:
        if job is not None:
            store.remove(job)
        if isinstance(reason, OSError):
            raise _disk_fault(reason) from reason
        if isinstance(reason, RequestEntityTooLarge):
            raise _too_large(limit) from reason
        raise


def _stream_to(job: Job, limit: int) -> int:
    """Writes the body piece by piece; how many bytes it had. Never more than one piece is in memory."""
    size = 0
    part = job.path.with_name(f"{job.file}.part")
    with part.open("wb") as out:
        while piece := request.stream.read(CHUNK):
            size += len(piece)
            if size > limit:
                _drain(limit)
                raise _too_large(limit)
            out.write(piece)
    if request.content_length is not None and size != request.content_length:
        raise ClientDisconnected
    part.rename(job.path)
    return size


def _drain(limit: int) -> None:
    """Reads on for a while without keeping anything."""
    read = 0
    try:
        while (piece := request.stream.read(CHUNK)) and read < limit * MOST_DRAINED:
            read += len(piece)
    except (RequestEntityTooLarge, ClientDisconnected, OSError):
        return


def _full(full: FullError) -> ApiError:
    status, wait = (507, 0) if full.is_disk else (503, LATER)
    return ApiError(status, full.message, full.hint, wait)


def _too_large(limit: int) -> ApiError:
    hint = "请按年份或街道拆成几个文件分别上传；确需整份装入时，请系统管理员在服务器上用命令 python -m etl load 装入。"
    return ApiError(413, f"文件太大：上传的文件不能超过 {limit // 1_000_000} MB", hint)


def _disk_fault(reason: OSError) -> ApiError:
    if reason.errno in (errno.ENOSPC, errno.EDQUOT):
        return ApiError(507, "磁盘空间不足，没有上传", "请系统管理员清理磁盘后再试。")
    return ApiError(500, "文件没有写到磁盘上", "请系统管理员检查数据目录是否可以写入。")


@imports_blueprint.get("/jobs")
def all_jobs() -> Response:
    """Every job, the latest first."""
    only(arguments(), ())
    return json_answer({"jobs": [_as_dict(job) for job in owners.listed()]})


@imports_blueprint.get("/jobs/<job_id>")
def one_job(job_id: str) -> Response:
    """How one job stands."""
    only(arguments(), ())
    return json_answer(_as_dict(_job(job_id)))


@imports_blueprint.post("/jobs/<job_id>/check")
def check(job_id: str) -> Response:
    """Check the file again under another declaration."""
    return json_answer(_as_dict(_moved("重新检查", starting.check_again, _job(job_id), _declaration())))


@imports_blueprint.post("/jobs/<job_id>/confirm")
def confirm(job_id: str) -> Response:
    """Load the file under a declaration."""
    return json_answer(_as_dict(_moved("装入", starting.confirm, _job(job_id), _declaration())))


@imports_blueprint.post("/jobs/<job_id>/retry")
def retry(job_id: str) -> Response:
    """Do the failed step again."""
    return json_answer(_as_dict(_moved("重试", starting.retry, _job(job_id))))


@imports_blueprint.post("/jobs/<job_id>/cancel")
def cancel(job_id: str) -> Response:
    """Give the job up."""
    return json_answer(_as_dict(_moved("放弃导入", starting.cancel, _job(job_id))))


@imports_blueprint.get("/jobs/<job_id>/marked")
def marked(job_id: str) -> Response:
    """The clerk's own workbook with its faults marked."""
    only(arguments(), ())
    found = _job(job_id).marked()
    if found is None:
        raise ApiError(404, "这个任务没有校验后的副本", "检查结束后才有；已取消的任务没有。")
    return send_file(found, mimetype=XLSX, as_attachment=True, download_name=found.name)


@imports_blueprint.get("/templates/<type_id>.xlsx")
def template(type_id: str) -> Response:
    """The template of a kind of record."""
    only(arguments(), ())
    names = offers.record_names()
    if type_id not in names:
        known = "、".join(f"{one}（{name}）" for one, name in names.items())
        raise ApiError(404, f"没有这种记录：{type_id[:80]}", f"可用的类型：{known}。")
    try:
        found = offers.template(type_id)
    except offers.NoTemplateError as reason:
        raise ApiError(503, str(reason), "请稍后再试，或请系统管理员运行 python -m etl templates 文件夹。") from reason
    if not found.is_file():
        raise ApiError(404, f"“{names[type_id]}”没有模板", "请看“指标口径”里的说明，或参照其他模板。")
    return send_file(found, mimetype=XLSX, as_attachment=True, download_name=f"{names[type_id]}_填报模板.xlsx")


def _job(job_id: str) -> Job:
    try:
        return owners.find(job_id)
    except NoJobError:
        raise NO_JOB from None


def _moved(action: str, step, job: Job, *told: Declaration) -> Job:
    """The job one step on; 409 when it stands where this cannot be done."""
    only(arguments(), ())
    try:
        if step is not starting.cancel:
            limits.require_turn(job.by)
        declared = {key: value for one in told for key, value in asdict(one).items() if value}
        with audited.doing(action, {"job": job.id, "file": job.file, "declared": declared}):
            return step(job, *told)
    except NoJobError:
        raise NO_JOB from None
    except FullError as full:
        raise _full(full) from full
    except StateError as where:
        raise ApiError(409, f"现在不能这样做：任务的状态是“{where.job.state}”", "请刷新页面看最新状态。") from None


def _declaration() -> Declaration:
    """What the body of the request declares, every value checked."""
    body = json_body(force=True) if request.get_data() else {}
    if not isinstance(body, dict) or not all(isinstance(value, str) for value in body.values()):
        raise ApiError(400, "请求内容读不懂", "请发送 JSON 对象，键为 area、from、to、mode、source，值为文字。")
    only(body, ("area", "from", "to", "mode", "source"))
    area, mode, source = body.get("area", ""), body.get("mode") or MODES[0], body.get("source", "")
    if area and not CODE.fullmatch(area):
        raise ApiError(400, f"区划代码不对：{area[:80]}", "请用 12 位统计用区划代码，例如 330102000000。")
    if not owners.may_declare(area):
        raise ApiError(400, "填报区域不在您的范围内", "请选您范围内的区域；也可以不填，以表格里写的为准。")
    from_on, to_on = _day(body.get("from", "")), _day(body.get("to", ""))
    if from_on and to_on and to_on < from_on:
        raise ApiError(400, "期间的终止日早于起始日", "请核对两个日期。")
    if mode not in MODES:
        raise ApiError(400, f"没有“{mode[:20]}”这种报送方式", f"可用：{'、'.join(MODES)}。")
    if mode == MODES[1] and not (area and to_on):
        raise ApiError(400, "全量报送要说明是哪个区域、截至哪一天的名录", "请选好区域，并填期间的终止日。")
    if source and source not in offers.sources():
        raise ApiError(400, f"没有映射“{source[:80]}”", f"可用：{'、'.join(offers.sources()) or '（没有）'}。")
    return Declaration(area, from_on, to_on, mode, source)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise ApiError(400, f"“{text[:40]}”不是日期", "请写成 2016-06-30 的样子。") from None


def _as_dict(job: Job) -> dict:
    """How a job stands, for the page and for programs."""
    told = progress_of(job.folder / "progress.jsonl", bool(job.within)) if job.begun else None
    return {
        "id": job.id,
        "file": job.file,
        "size": job.size,
        "state": job.state,
        "uploaded_at": job.uploaded_at,
        "changed_at": job.changed_at,
        "waiting": job.waiting,
        "error": job.error,
        "hint": job.hint,
        "can_retry": job.can_retry,
        "is_unfinished": job.state in store.BUSY,
        "is_begun": bool(job.begun),
        "progress": vars(told) if told else None,
    }
