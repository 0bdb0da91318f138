"""The files of deploy/ and what docs/deploy.md says of them."""

import re
import shutil
import subprocess

import pytest

from settings import Settings
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
MANUAL = (ROOT / "docs" / "deploy.md").read_text("utf-8")
SERVICES = sorted(DEPLOY.glob("*.service"))
HARDENED = {
    "NoNewPrivileges": "true", "ProtectSystem": "strict", "ProtectHome": "true", "PrivateTmp": "true",
    "PrivateDevices": "true", "CapabilityBoundingSet": "", "RestrictNamespaces": "true", "IPAddressDeny": "any",
    "IPAddressAllow": "localhost", "UMask": "0077", "LimitCORE": "0", "User": "wushe",
    "SystemCallFilter": "@system-service",
}  # fmt: skip


def _directives(path) -> dict[str, str]:
    return dict(re.findall(r"^([A-Za-z]+)=(.*)$", path.read_text("utf-8"), re.M))


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_unit_gives_the_program_no_more_than_it_needs(path):
    found = _directives(path)
    assert {name: found.get(name) for name in HARDENED} == HARDENED
    module = re.search(r"\.venv/bin/python (?:-m )?([\w.]+)", found["ExecStart"])[1]
    assert (ROOT / module).exists() or (ROOT / module / "__main__.py").exists()


def test_systemd_understands_the_units(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("这台机器没有 systemd-analyze")
    for path in [*SERVICES, *DEPLOY.glob("*.timer")]:
        text = path.read_text("utf-8").replace("/opt/wushe/.venv/bin/python", "/bin/true")
        (tmp_path / path.name).write_text(text, "utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0 and not told.stderr.strip(), told.stderr


def test_nginx_understands_its_configuration(tmp_path):
    if shutil.which("nginx") is None or shutil.which("openssl") is None:
        pytest.skip("这台机器没有 nginx")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
            "-subj", "/CN=wushe.example.gov.cn",
            "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"]  # fmt: skip
    subprocess.run(made, check=True, capture_output=True)
    site = (DEPLOY / "nginx.conf").read_text("utf-8").replace("/etc/ssl/wushe", str(tmp_path))
    site = re.sub(r"listen \[::\].*\n", "", site)
    (tmp_path / "site.conf").write_text(re.sub(r"listen +(?=\d)", "listen 127.0.0.1:10", site), "utf-8")
    paths = "".join(
        f"{name}_temp_path {tmp_path}/{name}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {paths} include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole, "utf-8")
    told = subprocess.run(
        ["nginx", "-t", "-e", tmp_path / "error.log", "-c", tmp_path / "nginx.conf"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


def test_nginx_lets_through_what_the_program_takes_and_believes_nobody():
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    (most,) = re.findall(r"client_max_body_size\s+(\d+)m;", text)
    assert int(most) == Settings.model_fields["upload_mb"].default + 1
    assert re.search(r"ssl_protocols\s+TLSv1\.2 TLSv1\.3;", text) and "$proxy_add_x_forwarded_for" not in text
    assert re.search(r"X-Forwarded-For\s+\$remote_addr;", text) and re.search(r"Host\s+\$http_host;", text)
    assert text.count("server_tokens off;") == text.count("server_name ") == 2
    for line in ("proxy_request_buffering on;", "proxy_buffering         on;", "limit_req  zone=wushe_login"):
        assert line in text


def test_the_environment_file_names_settings_that_exist():
    names = re.findall(r"^(?:# )?WUSHE_([A-Z_]+)=", (DEPLOY / "wushe.env").read_text("utf-8"), re.M)
    assert {"HOSTS", "BEHIND_PROXY", "BEHIND_TLS", "DATA_DIR"} <= set(names)
    assert set(names) - {name.upper() for name in Settings.model_fields} == {"VOLUNTEER_KEY_FILE"}


def test_the_manual_names_every_file_and_none_that_is_not_there():
    named = set(re.findall(r"deploy/([\w.*-]+)", MANUAL))
    there = {path.name for path in DEPLOY.iterdir()}
    for name in named - {""}:
        assert any(re.fullmatch(name.replace(".", r"\.").replace("*", ".*"), one) for one in there), name
    for one in there:
        assert any(re.fullmatch(name.replace(".", r"\.").replace("*", ".*"), one) for name in named if name), one
