"""The single sign-on is there where it is set up whole, and nowhere else."""

import csv
import os
import re
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from flask import Flask, Response

from entrance.permissions import SIGN_ON
from entrance.sign_on import attempt
from entrance.sign_on import chosen as room
from entrance.sign_on.attempt import Attempt
from entrance.sign_on.chosen import BACK, BEGIN, chosen, refuse_half_set
from entrance.sign_on.errors import ProviderAwayError
from entrance.sign_on.provider import MOST_AT_ONCE, Provider
from entrance.sign_on.routes import blueprint
from settings import SettingError, settings
from tests.conftest import ROOT, free_port
from tests.entrance.sign_on.office import Office
from tests.entrance.test_rights import REVIEWED, who

ISSUER = "https://sso.example.gov.cn/realms/office"
ATTEMPT = Attempt("1790000000.x.", "")


@pytest.fixture
def told(tmp_path, monkeypatch):
    """`told(NAME=value, …)` sets the variables of a whole set-up, changed by those given; None takes one away."""
    secret = tmp_path / "oidc.secret"
    secret.write_text("a-secret\n")
    secret.chmod(0o600)

    def tell(**changed: str | None) -> None:
        whole = {"OIDC_ISSUER": ISSUER, "OIDC_CLIENT_ID": "wushe", "OIDC_CLIENT_SECRET_FILE": str(secret)}
        for name in ("HOSTS", "PORT", "BEHIND_PROXY", "BEHIND_TLS", "OIDC_CLAIM", "OIDC_LABEL", *whole):
            monkeypatch.delenv(f"WUSHE_{name}", raising=False)
        for name, value in (whole | changed).items():
            if value is not None:
                monkeypatch.setenv(f"WUSHE_{name}", value)
        settings.cache_clear()
        chosen.cache_clear()

    yield SimpleNamespace(tell=tell, secret=secret)
    monkeypatch.undo()
    settings.cache_clear()
    chosen.cache_clear()


def test_the_reviewed_list_names_what_is_there_where_it_is_set_up():
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        kept = {(one["address"], one["name"], one["who"]) for one in csv.DictReader(file) if one["kind"] == "统一认证"}
    server = Flask(__name__, static_folder=None)
    server.register_blueprint(blueprint)
    there = {
        (
            f"{rule.rule} {' '.join(sorted(rule.methods - {'HEAD', 'OPTIONS'}))}",
            rule.endpoint,
            who(SIGN_ON[rule.endpoint]),
        )
        for rule in server.url_map.iter_rules()
    }
    assert there == kept and {endpoint for _, endpoint, _ in there} == set(SIGN_ON)


@pytest.mark.parametrize("role", ["", "管理员", "分析员"])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_without_it_the_addresses_are_as_unknown_as_any_other(everybody, inside, role, method):
    def said(path: str) -> tuple:
        plain = {"Accept-Encoding": "identity"}
        answer = inside[role].request(method, everybody.url + path, headers=plain, allow_redirects=False, timeout=60)
        headers = {name: value for name, value in answer.headers.items() if name not in ("Date", "Location")}
        words = re.sub(r'"end_id":"[^"]*"', "", f"{answer.headers.get('Location')} {answer.text}")  # new each time
        return answer.status_code, headers, words.replace(quote(path, safe=""), "…").replace(path, "…")

    for path in (BEGIN, BACK):
        asked = said(path)
        assert asked == said(f"{path[:-1]}0") and asked[0] in (302, 401, 404, 405)
    assert "统一身份认证" not in everybody.get(everybody.anybody(), "/login").text


def test_where_it_is_set_up_whole_people_come_back_to_the_first_name_of_the_installation(told):
    told.tell(HOSTS="Wushe.Example.gov.cn., other.example.gov.cn", BEHIND_TLS="1", OIDC_LABEL=" 浙政钉 ")
    refuse_half_set()
    assert chosen().redirect == "https://wushe.example.gov.cn/login/oidc/callback"
    assert (chosen().issuer, chosen().claim, chosen().label) == (ISSUER, "preferred_username", "浙政钉")
    assert "a-secret" not in repr(chosen())
    told.tell(PORT="8099")
    assert chosen().redirect == "http://127.0.0.1:8099/login/oidc/callback"
    told.tell(OIDC_ISSUER="", OIDC_CLIENT_ID="", OIDC_CLIENT_SECRET_FILE="")
    refuse_half_set()
    assert not room.is_set()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"OIDC_CLIENT_ID": None}, "缺 WUSHE_OIDC_CLIENT_ID"),
        ({"OIDC_ISSUER": None}, "缺 WUSHE_OIDC_ISSUER"),
        ({"OIDC_CLIENT_SECRET_FILE": None}, "缺 WUSHE_OIDC_CLIENT_SECRET_FILE"),
        ({"OIDC_CLIENT_SECRET_FILE": "/nothing/there"}, "读不出统一身份认证的密钥文件 /nothing/there"),
        ({"OIDC_ISSUER": "http://sso.example.gov.cn"}, "https"),
        ({"OIDC_ISSUER": "https://who:what@sso.example.gov.cn"}, "https"),
        ({"OIDC_ISSUER": "https://sso.example.gov.cn/?realm=1"}, "https"),
        ({"OIDC_ISSUER": "sso.example.gov.cn"}, "https"),
        ({"HOSTS": "wushe.example.gov.cn"}, "HTTPS"),
        ({"BEHIND_TLS": "1"}, "WUSHE_HOSTS"),
        ({"OIDC_CLAIM": " "}, "WUSHE_OIDC_CLAIM"),
        ({"OIDC_LABEL": "长" * 21}, "WUSHE_OIDC_LABEL"),
    ],
)
def test_half_a_set_up_is_refused_in_words(told, changed, words):
    told.tell(**changed)
    with pytest.raises(SettingError, match=words):
        refuse_half_set()


@pytest.mark.skipif(os.name != "posix", reason="Windows 的文件权限不用这种写法")
def test_the_secret_is_for_the_servers_own_eyes(told):
    for mode in (0o640, 0o604, 0o644):
        told.secret.chmod(mode)
        told.tell()
        with pytest.raises(SettingError, match=r"别人也能读.*chmod 600"):
            refuse_half_set()
    told.secret.chmod(0o600)
    for content in ("", "\n", "two\nlines", "密钥"):
        told.secret.write_text(content)
        told.tell()
        with pytest.raises(SettingError, match="不是一行文字"):
            refuse_half_set()


def test_the_program_does_not_start_without_the_packages_it_takes(told, tmp_path):
    told.tell(DATA_DIR=str(tmp_path))
    code = "import sys; sys.modules['authlib'] = None; import serve; sys.exit(serve.main())"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2 and "Traceback" not in run.stderr
    assert "pip install --require-hashes --requirement requirements-oidc.txt" in run.stderr
    assert (ROOT / "requirements-oidc.txt").is_file()


def test_a_provider_that_is_away_is_not_asked_by_everybody(told, monkeypatch):
    office = Office(port=free_port())
    told.tell(OIDC_ISSUER=office.issuer)
    provider = Provider(chosen())
    with pytest.raises(ProviderAwayError, match="没有应答"):
        provider.way(ATTEMPT)
    office.start()
    try:
        with pytest.raises(ProviderAwayError, match="刚才没有应答"):
            provider.way(ATTEMPT)
        assert office.asked == []
        monkeypatch.setattr("entrance.sign_on.provider.QUIET", 0)
        assert provider.way(ATTEMPT).startswith(f"{office.issuer}/authorize?")
        assert provider.way(ATTEMPT) and len(office.asked) == 1, "what it says of itself is kept"
    finally:
        office.stop()


@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "https://sso.another.example"},
        {"authorization_endpoint": "http://sso.another.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
    ids=str,
)
def test_a_provider_that_says_it_is_another_is_not_used(told, monkeypatch, lie):
    office = Office()
    true = office.about
    monkeypatch.setattr(office, "about", lambda: true() | lie, raising=False)
    office.start()
    try:
        told.tell(OIDC_ISSUER=office.issuer)
        with pytest.raises(ProviderAwayError):
            Provider(chosen()).way(ATTEMPT)
    finally:
        office.stop()


def test_where_the_way_is_encrypted_no_other_host_can_put_an_attempt_in_place_of_ours(told):
    told.tell(HOSTS="wushe.example.gov.cn", BEHIND_TLS="1")
    with Flask(__name__).test_request_context("https://wushe.example.gov.cn/login/oidc"):
        begun = attempt.begin("/density?year=2024")
        cookie = attempt.keep(Response(), begun).headers["Set-Cookie"]
    assert cookie.startswith("__Host-wushe_oidc=") and {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    brought = {"Cookie": cookie.partition(";")[0]}
    with Flask(__name__).test_request_context("https://wushe.example.gov.cn/login/oidc/callback", headers=brought):
        assert attempt.under_way() == begun and begun.onward == "/density?year=2024"
    planted = {"Cookie": f"wushe_oidc={begun.kept}"}
    with Flask(__name__).test_request_context("https://wushe.example.gov.cn/login/oidc/callback", headers=planted):
        assert attempt.under_way() is None
    assert len({begun.state, begun.nonce, begun.verifier, begun.mark}) == 4


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "/login/oidc", "\xff", ""])
def test_where_to_go_on_is_looked_at_again_when_it_comes_back(told, onward):
    told.tell()
    kept = attempt.begin(onward).kept
    with Flask(__name__).test_request_context("/login/oidc/callback", headers={"Cookie": f"wushe_oidc={kept}"}):
        assert attempt.under_way().onward == ""


@pytest.mark.parametrize("kept", ["", "x", "1.x.", "9999999999." + "x" * 43 + ".", "1" * 10 + "." + "x" * 43 + "._"])
def test_a_cookie_that_is_no_attempt_is_none(told, kept):
    told.tell()
    with Flask(__name__).test_request_context("/login/oidc/callback", headers={"Cookie": f"wushe_oidc={kept}"}):
        assert attempt.under_way() is None


def certificate(folder: Path) -> Path:
    """A key and a certificate for this machine that its own key has signed, in one file."""
    own = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, own.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(1))
        .not_valid_after(now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(own, hashes.SHA256())
    )
    kept = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "both.pem").write_bytes(kept + made.public_bytes(Encoding.PEM))
    return folder / "both.pem"


def test_a_provider_whose_certificate_nobody_vouches_for_is_not_asked(told, tmp_path, monkeypatch):
    both = certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(both)
    office = Office(tls=tls)
    office.start()
    try:
        told.tell(OIDC_ISSUER=office.issuer)
        with pytest.raises(ProviderAwayError, match="没有应答"):
            Provider(chosen()).way(ATTEMPT)
        assert office.asked == []
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(both))
        assert Provider(chosen()).way(ATTEMPT).startswith(f"{office.issuer}/authorize?")
    finally:
        office.stop()


def test_a_provider_that_takes_its_time_holds_up_two_and_no_more(told, monkeypatch):
    monkeypatch.setattr("entrance.sign_on.provider.PATIENCE", 0)
    told.tell(OIDC_ISSUER=f"http://127.0.0.1:{free_port()}")
    provider = Provider(chosen())
    with pytest.raises(ProviderAwayError, match="没有应答"):
        provider.way(ATTEMPT)
    waiting = [provider._turns.acquire(blocking=False) for _ in range(MOST_AT_ONCE + 1)]
    assert waiting == [True] * MOST_AT_ONCE + [False], "whoever got no answer holds up nobody any more"
    monkeypatch.setattr("entrance.sign_on.provider.QUIET", 0)
    with pytest.raises(ProviderAwayError, match="同时登录的人太多"):
        provider.way(ATTEMPT)
