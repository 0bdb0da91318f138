"""The description of the API is true: generated requests get described answers (schemathesis), from the real server."""

import subprocess
import sys
from pathlib import Path

import pytest

from indicators.catalog import catalog

COMMAND = Path(sys.executable).parent / "schemathesis"
CONFIG = Path(__file__).parent / "schemathesis.toml"


def examine(demo_server: str, *options: str) -> None:
    """Let schemathesis ask the server; every answer must have a described status, type and shape."""
    command = [COMMAND, "--config-file", CONFIG, "run", f"{demo_server}/api/v1/openapi.json", "--workers", "2"]
    more = ["--header", "Accept-Encoding: identity", "--generation-deterministic", "--no-color", *options]
    run = subprocess.run([*map(str, command), *more], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]


def test_generated_requests_get_described_answers(demo_server):
    examine(demo_server, "--phases", "fuzzing,stateful", "--max-examples", "2")


@pytest.mark.soak
def test_every_edge_of_every_address(demo_server):
    examine(demo_server, "--max-examples", "60")


def test_every_indicator_and_every_record_column_is_described(client):
    paths = client.get("/api/v1/openapi.json").json["paths"]
    assert {path.rpartition("/")[2] for path in paths if "/indicators/" in path and "{" not in path} == set(catalog())
    for path, operations in paths.items():
        if "/records/" not in path or "{" in path:
            continue
        good = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        described = good["properties"]["rows"]["items"]["properties"]
        row = client.get(f"{path}?limit=1&columns={','.join(described)}").json
        assert all(set(found) == set(described) for found in row["rows"])


def test_unknown_keys_are_refused_everywhere(client):
    for path in client.get("/api/v1/openapi.json").json["paths"]:
        if path == "/healthz":
            continue
        for query in ("no_such_key=1", "no_such_key="):
            answer = client.get(f"{path.format(type='organizations', indicator='orgs')}?{query}")
            assert answer.status_code == 400 and "no_such_key" in answer.json["error"], path


def test_only_reading_is_offered(client):
    for path, operations in client.get("/api/v1/openapi.json").json["paths"].items():
        assert set(operations) == {"get"}
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(path)
            assert answer.status_code == 405 and "GET" in answer.headers["Allow"], path
