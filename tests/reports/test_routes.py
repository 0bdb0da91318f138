"""Yearly reports over HTTP: JSON, files, names of files, and what cannot be answered."""

import io
import zipfile
from urllib.parse import unquote

import pytest

HUB = "/api/v1/reports/hubs/H330114001000"


def test_json_is_the_report(client):
    answer = client.get(f"{HUB}?year=2024")
    found = answer.get_json()
    assert answer.status_code == 200 and found["subject"] == "下沙街道社会组织发展服务中心"
    kinds = {block["kind"] for chapter in found["chapters"] for block in chapter["blocks"]}
    assert kinds == {"figure", "headlines", "words"}
    assert client.get("/api/v1/reports/hubs/下沙街道社会组织发展服务中心?year=2024").get_json() == found


@pytest.mark.parametrize(("kind", "inside"), [("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")])
def test_files_are_named_for_people(client, kind, inside):
    answer = client.get(f"{HUB}?year=2024&format={kind}")
    assert answer.status_code == 200 and answer.headers["X-Build"]
    named = unquote(answer.headers["Content-Disposition"])
    assert f"下沙街道社会组织发展服务中心_2024年_年度成效报告_演示数据.{kind}" in named
    assert inside in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/api/v1/reports/hubs/没有", 404, "没有这个枢纽"),
        ("/api/v1/reports/areas/999999", 404, "没有这个地区"),
        (f"{HUB}?format=pdf", 400, "没有这种格式"),
        (f"{HUB}?year=abcd", 400, "不是一个年份"),
        (f"{HUB}?area=330114", 400, "没有参数"),
        ("/api/v1/reports/areas/430121000000?as_of=2024-01-01", 400, "没有参数"),
        ("/api/v1/reports/areas/430121000000?universe=x", 400, ""),
    ],
)
def test_what_cannot_be_answered_is_told(client, address, status, words):
    answer = client.get(address)
    assert answer.status_code == status and words in answer.get_json()["error"]
    assert answer.get_json()["hint"]


def test_the_addresses_are_described(client):
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    hub = paths["/api/v1/reports/hubs/{hub}"]["get"]
    assert {"hub", "year", "universe", "format"} <= {one["name"] for one in hub["parameters"]}
    assert "/api/v1/reports/areas/{code}" in paths


def test_the_pages_offer_their_report(client):
    from components.page import find, state_of
    from components.router import body
    from tests.components.reading import hrefs

    hubs = find("/hubs")
    state = state_of(hubs, "/hubs/H330114001000", "year=2024&universe=登记")
    links = [href for href in hrefs(body(hubs, state)) if href.startswith("/api/v1/reports/")]
    assert [link.rpartition("=")[2] for link in links] == ["docx", "pptx", "xlsx"]
    assert all("year=2024" in link and "universe=" in link for link in links)
    overview = find("/")
    links = hrefs(body(overview, state_of(overview, "/", "area=430121000000&year=2024")))
    assert "/api/v1/reports/areas/430121000000?year=2024&format=docx" in links
