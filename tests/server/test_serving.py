"""The production server as a browser meets it: headers, caching, compression, and nothing it does not need."""

import re

import pytest
import requests

from tests.conftest import ROOT

SCRIPT = re.compile(r'src="(/[^"]+\.js[^"]*)"')
SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')


@pytest.fixture(scope="module")
def get(demo_server):
    session = requests.Session()
    yield lambda path, **headers: session.get(demo_server + path, headers=headers, timeout=60, allow_redirects=False)
    session.close()


def test_health(get):
    assert get("/healthz").json() == {"status": "ok"}


def test_pages_are_never_kept_by_browsers(get):
    answer = get("/")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "'unsafe-eval'" not in answer.headers["Content-Security-Policy"]


def test_every_inline_script_is_allowed_by_its_hash(get):
    answer = get("/")
    import base64
    import hashlib

    for script in re.findall(r"<script(?:(?!src=)[^>])*>(.*?)</script>", answer.text, re.S):
        if script.strip().startswith("{"):
            continue  # data, not code
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert digest in answer.headers["Content-Security-Policy"], script[:80]


def test_versioned_files_are_kept_for_a_year_and_compressed(get):
    scripts = SCRIPT.findall(get("/").text)
    assert scripts
    for path in [path for path in scripts if "?" in path or "m1" in path]:
        path = path.replace("&amp;", "&")
        answer = get(path, **{"Accept-Encoding": "br"})
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", path
        plain = get(path, **{"Accept-Encoding": "identity"})
        assert plain.content == answer.content
        if len(plain.content) > 1000:
            assert answer.headers["Content-Encoding"] == "br" and "Accept-Encoding" in answer.headers["Vary"]


def test_a_first_visit_asks_for_our_own_scripts_once(get):
    """One file holds them all, in full and in an order that never changes; only what must come first stands apart."""
    paths = [path for path in SCRIPT.findall(get("/").text) if not path.startswith("/_dash")]
    assert [path.partition("?")[0] for path in paths] == ["/assets/theme.js", "/own.js"]
    text = get(paths[1]).text
    own = sorted(path for path in (ROOT / "assets").glob("*.js") if path.name != "theme.js")
    assert len(own) > 10
    places = [text.index(path.read_text("utf-8").rstrip()) for path in own]
    assert places == sorted(places) and len(SCRIPT.findall(get("/").text)) <= 10


@pytest.mark.parametrize(("path", "library"), [("/", "plotly.min.js"), ("/records", "ag-grid.min.js")])
def test_the_library_that_draws_is_fetched_from_the_first_moment_and_kept_for_a_year(get, path, library):
    """What draws charts, or the grid on the page that has one; each page knows where both are."""
    page = get(path).text
    (address,) = re.findall(r'<link rel="preload" as="script" href="([^"]+)"', page)
    answer = get(address, **{"Accept-Encoding": "br"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content == (ROOT / "assets" / "vendor" / library).read_bytes()
    assert address in re.findall(r'<meta name="(?:charts|grid)" content="([^"]+)"', page)


def test_a_first_visit_asks_for_one_style_sheet(get):
    """All of them, those brought along after our own, as they are read when they stand apart."""
    (address,) = SHEET.findall(get("/").text)
    assert address.startswith("/own.css?m=")
    answer = get(address, **{"Accept-Encoding": "br"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "br" and answer.headers["Content-Type"].startswith("text/css")
    sheets = [*sorted((ROOT / "assets").glob("*.css")), *sorted((ROOT / "assets" / "vendor").glob("*.css"))]
    places = [answer.text.index(path.read_text("utf-8").rstrip()) for path in sheets]
    assert len(sheets) > 20 and places == sorted(places)


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_answers_are_compressed(get, encoding):
    answer = get("/api/v1/indicators", **{"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding
    assert answer.json()["indicators"]


@pytest.mark.parametrize(
    "path", ["/_reload-hash", "/_mcp", "/static/x.js", "/assets/../settings.py", "/assets/%2e%2e/app.py"]
)
def test_what_no_page_needs_is_not_there(get, path):
    assert get(path).status_code == 404


def test_the_real_server_refuses_foreign_names(get):
    for host in ("evil.example", "192.168.1.1:8050"):
        answer = get("/api/v1/indicators", Host=host)
        assert answer.status_code in (400, 403)


def test_a_download_is_whole(get):
    answer = get("/api/v1/records/activities?format=csv")
    assert answer.status_code == 200 and answer.content[:3] == b"\xef\xbb\xbf"
    assert answer.content.count(b"\r\n") == int(answer.headers["X-Row-Count"]) + 1
    assert get("/api/v1/records/activities?limit=1").json()["total"] == int(answer.headers["X-Row-Count"])


def test_an_endless_address_is_refused(get):
    answer = get("/api/v1/areas?q=" + "a" * 9000)
    assert answer.status_code == 414 and "地址太长，请减少筛选条件。" in answer.content.decode()
