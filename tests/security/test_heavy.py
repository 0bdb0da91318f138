"""Files that swell and clients that dawdle, sent over HTTP by somebody who is in: the others go on being answered."""

from __future__ import annotations

import io
import socket
import time
import zipfile
from contextlib import ExitStack
from urllib.parse import quote, urlsplit

import pytest

from tests.security.people import COOKIE, Asked

SHEET = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData>%s</sheetData></worksheet>"
)
KINDS = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    b'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
BOOK = (
    b'<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    b'<sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
LINKS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="%s"/></Relationships>'
)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("m")))
    + b"]>"
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" '
    b't="inlineStr"><is><t>&l;</t></is></c></row></sheetData></worksheet>'
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>'
)


def workbook(sheet: bytes, **more: bytes) -> bytes:
    """An .xlsx of one sheet with exactly these bytes in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", KINDS)
        archive.writestr("_rels/.rels", LINKS % (b"officeDocument", b"xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", LINKS % (b"worksheet", b"worksheets/sheet1.xml"))
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def far_cell() -> bytes:
    cell = b'<row r="%d"><c r="%s" t="inlineStr"><is><t>x</t></is></c></row>'
    return workbook(SHEET % (cell % (1, b"A1") + cell % (1_048_576, b"XFD1048576")))


BOMBS = {
    "entities.xlsx": lambda: workbook(LAUGHS),
    "outside.xlsx": lambda: workbook(OUTSIDE),
    "far.xlsx": far_cell,
    "half.xlsx": lambda: far_cell()[:700],
    "not.xlsx": lambda: b"PK\x03\x04" + b"\x00" * 5000,
    "../../up.csv": lambda: "组织编号,组织名称\r\n1,二\r\n".encode(),
    "zeros.xlsx": lambda: workbook(b"\x00" * 60_000_000),
}
LARGE = {
    "rows.xlsx": lambda: workbook(SHEET % (b'<row><c t="n"><v>1</v></c></row>' * 3_000_000)),
    "cell.xlsx": lambda: workbook(
        SHEET % (b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"a" * 150_000_000 + b"</t></is></c></row>")
    ),
    "many.xlsx": lambda: workbook(SHEET % b"", **{f"xl__x{number}.xml": b"" for number in range(5000)}),
    "wide.csv": lambda: ",".join(f"列{number}" for number in range(40_000)).encode() + b"\r\n" + b"," * 39_999,
    "quote.csv": lambda: b'a,b\r\n"' + b"x" * 20_000_000,
}


def swallow(guarded, files: dict) -> dict[str, str]:
    """Uploads each file as a clerk; what became of each, once every job has come to rest."""
    clerk, jobs, told = guarded.people["tianbao-b"], {}, {}
    for name, made in files.items():
        headers = (("X-File-Name", quote(name)), ("Content-Type", "application/octet-stream"))
        answer = clerk.ask(Asked("POST", "/imports/files", made(), headers))
        assert answer.status in (201, 400, 413, 415, 422), (name, answer.status, answer.body[:300])
        if answer.status == 201:
            jobs[name] = answer.json["id"]
        assert guarded.nobody.ask("/healthz").status == 200
    for _ in range(1200):
        stand = {name: clerk.ask(f"/imports/jobs/{job}").json for name, job in jobs.items()}
        told = {name: one["state"] for name, one in stand.items()}
        if not any(one["is_unfinished"] for one in stand.values()):
            return told
        time.sleep(0.25)
    raise AssertionError(f"still at it: {told}")


def check_swallowed(guarded, files: dict) -> None:
    told = swallow(guarded, files)
    assert told, "no file was taken at all"
    assert guarded.people["kaixuan"].ask("/api/v1/records/organizations").status == 200
    text = "".join(guarded.people["tianbao-b"].ask(f"/imports/jobs/{one['id']}").text for one in listed(guarded))
    assert "root:" not in text
    assert not [path for path in guarded.data_dir.parent.iterdir() if path.name == "up.csv"]


def listed(guarded) -> list[dict]:
    return guarded.people["tianbao-b"].ask("/imports/jobs").json["jobs"]


def test_files_that_swell_harm_nobody(guarded):
    check_swallowed(
        guarded, {name: BOMBS[name] for name in ("entities.xlsx", "outside.xlsx", "far.xlsx", "../../up.csv")}
    )


@pytest.mark.soak
def test_large_files_that_swell_harm_nobody(guarded):
    check_swallowed(guarded, BOMBS | LARGE)


def stalled(guarded, head: str, body: bytes = b"") -> socket.socket:
    """A connection on which somebody began to ask and then went for lunch."""
    parts = urlsplit(guarded.url)
    plug = socket.create_connection((parts.hostname, parts.port), timeout=30)
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plug.sendall(head.replace("\n", "\r\n").encode() + body)
    return plug


def heads(guarded) -> list[tuple[str, bytes]]:
    secret, host = guarded.people["quanbu"].cookie, urlsplit(guarded.url).netloc
    common = f"Host: {host}\nCookie: {COOKIE}={secret}\nOrigin: {guarded.url}\n"
    big = f"GET /api/v1/records/activities?format=csv HTTP/1.1\n{common}\n"
    return [
        (f"GET / HTTP/1.1\nHost: {host}\nX-Slow: ", b"a"),
        (f"POST /login HTTP/1.1\nHost: {host}\nOrigin: {guarded.url}\nContent-Length: 500\n\n", b"name="),
        (
            f"POST /_dash-update-component HTTP/1.1\n{common}Content-Type: application/json\nContent-Length: 5000\n\n",
            b'{"a":',
        ),
        (f"POST /imports/files HTTP/1.1\n{common}X-File-Name: a.csv\nContent-Length: 50000\n\n", b"a,b\r\n"),
        (big, b""),
    ]


def test_a_few_who_dawdle_stop_nobody(guarded):
    """One of each kind at a time; the whole server has eight threads."""
    with ExitStack() as kept:
        for head, body in heads(guarded):
            kept.enter_context(stalled(guarded, head, body))
        time.sleep(0.5)
        for _ in range(8):
            assert guarded.nobody.ask("/healthz").status == 200
            assert guarded.people["kaixuan"].ask("/api/v1/records/hubs").status == 200


@pytest.mark.soak
def test_many_who_dawdle_are_put_out_in_time(guarded):
    """Forty connections that never finish a request: after a while the server is there again for everybody."""
    with ExitStack() as kept:
        for head, body in heads(guarded)[:1] * 40:
            kept.enter_context(stalled(guarded, head, body))
        for _ in range(60):
            try:
                assert guarded.nobody.ask("/healthz").status == 200
                break
            except (OSError, TimeoutError):
                time.sleep(1)
        else:
            raise AssertionError("nobody is answered any more")
